/// The layout of a token shard, `.u16.zst` or `.u32.zst`: zstd's seekable format 0.1.0 with Letterpress' own
/// data in skippable frames, so that `zstd -d`, `zstd -t` and `zstd -l` work and a random window costs one small frame.
///
///     skippable 0x184D2A50   header: canonical JSON (TokenShardHeader)
///     zstd frames            8,192 tokens each as u16 or u32 little-endian, as the header says, the last one shorter;
///                            content size and checksum
///     skippable 0x184D2A51   where documents end, in tokens from the start of the shard: u64 little-endian each
///     skippable 0x184D2A53   where documents end, in bytes of text from the start of the shard: u64 each
///     skippable 0x184D2A52   totals: canonical JSON (ShardTotals), with digests of the tokens and of all before
///     skippable 0x184D2A5E   seek table: an entry for every frame above, then the footer
///
/// A document that began in the previous shard, or goes on in the next one, has only its end where the end is: tokens
/// after the last end belong to an unfinished document.
///
/// Source of the seek table: facebook/zstd, `contrib/seekable_format/zstd_seekable_compression_format.md`.
/// All supported machines are little-endian; tokens are copied as they stand in memory.
enum ShardLayout {
  /// Tokens in a frame: 16 or 32 KiB, about the cost of one disk read.
  static let frameTokens = 8_192

  /// Bytes of a full frame.
  static func frameBytes(_ type: TokenType) -> Int { type.bytes * frameTokens }

  /// The version in the header; raised when a reader of the old version would misread the new one.
  static let version = 1

  static let headerMagic: UInt32 = 0x184D_2A50
  static let documentEndsMagic: UInt32 = 0x184D_2A51
  static let totalsMagic: UInt32 = 0x184D_2A52
  static let textEndsMagic: UInt32 = 0x184D_2A53
  static let seekTableMagic: UInt32 = 0x184D_2A5E
  static let footerMagic: UInt32 = 0x8F92_EAB1

  /// Magic and length of a skippable frame.
  static let skippableHeaderBytes = 8
  /// Compressed size, decompressed size, checksum: u32 each.
  static let entryBytes = 12
  /// Number of frames (u32), descriptor (u8), magic (u32).
  static let footerBytes = 9
  /// The descriptor of a table with checksums; all other bits are reserved.
  static let descriptor: UInt8 = 0x80
  /// Header, document ends, text ends and totals have entries too.
  static let skippableFrames = 4
  /// The low 32 bits of XXH64 of nothing, which is what a skippable frame decompresses to.
  static let emptyChecksum: UInt32 = 0x51D8_E999

  /// The most frames that a seek table may hold.
  static let maximumFrames = 0x800_0000
  /// The most documents whose ends fit one skippable frame (its length is a u32).
  static let maximumDocuments = (1 << 29) - 1
}
