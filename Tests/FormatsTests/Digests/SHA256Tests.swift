import Foundation
import Randomness
import Reference
import TestSupport
import Testing

@testable import Formats

/// Every code that this machine runs against FIPS 180-4, NIST's vectors, the definition and Python.
@Suite struct SHA256Tests {
  private static let codes = SHA256.codes.filter { SHA256(code: $0) != nil }

  private func digest(_ bytes: some Collection<UInt8>, code: String) throws -> String {
    var hash = try #require(SHA256(code: code))
    hash.update(Array(bytes))
    return hash.finish().hex
  }

  @Test func thePortableCodeRunsEverywhere() throws {
    #expect(Self.codes.last == "portable")
    let wish = ProcessInfo.processInfo.environment["LETTERPRESS_ISA"] ?? ""
    #expect(SHA256().code == (Self.codes.contains(wish) ? wish : Self.codes[0]))
    #expect(SHA256(code: "sse9") == nil)
  }

  /// The examples of FIPS 180-4 and of NIST's page of examples that belongs to it.
  @Test(arguments: codes) func publishedExamples(code: String) throws {
    let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    for (message, expected) in [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (twoBlocks, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
      (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ] {
      #expect(try digest(message.utf8, code: code) == expected)
    }
  }

  /// CAVP, byte-oriented: NIST's messages of 0 to 64 bytes, and some of up to 6,400.
  @Test(arguments: codes) func messagesOfNIST(code: String) throws {
    for (file, count) in [("SHA256ShortMsg", 65), ("SHA256LongMsg", 9)] {
      let vectors = try NISTVectors(file)
      #expect(vectors["MD"].count == count)
      for ((length, message), expected) in zip(zip(vectors["Len"], vectors["Msg"]), vectors["MD"]) {
        let bytes = try NISTVectors.bytes(message).prefix(try #require(Int(length)) / 8)
        #expect(try digest(bytes, code: code) == expected, "\(file), \(length) bits")
      }
    }
  }

  /// CAVP's Monte Carlo test: 100,000 digests, each of the three before it; every thousandth is known.
  @Test(arguments: codes) func monteCarloOfNIST(code: String) throws {
    let vectors = try NISTVectors("SHA256Monte")
    let empty = try #require(SHA256(code: code))
    var seed = try NISTVectors.bytes(try #require(vectors["Seed"].first))
    #expect(vectors["MD"].count == 100)
    for expected in vectors["MD"] {
      var last = [seed, seed, seed]
      for _ in 0..<1000 {
        var hash = empty
        for digest in last { hash.update(digest) }
        last = [last[1], last[2], hash.finish().bytes]
      }
      seed = last[2]
      #expect(Digest(bytes: seed)?.hex == expected)
    }
  }

  /// All lengths over several blocks, so that padding meets each of its cases, at all alignments.
  @Test func allLengthsAsTheDefinitionSays() throws {
    var random = RandomSource(seed: 41, stream: 0)
    let bytes = (0..<600).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    for length in 0...300 {
      let message = bytes[length % 65..<length % 65 + length]
      let expected = SlowSHA256.hexadecimal(Array(message))
      for code in Self.codes {
        var hash = try #require(SHA256(code: code))
        bytes.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[message.indices])) }
        #expect(hash.finish().hex == expected, "\(code), \(length) bytes")
      }
    }
  }

  /// A message in two pieces, cut at every place.
  @Test(arguments: codes) func anyCutGivesTheSame(code: String) throws {
    let empty = try #require(SHA256(code: code))
    for length in [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 200] {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 29 &+ length) }
      let expected = SlowSHA256.hexadecimal(message)
      for cut in 0...length {
        var hash = empty
        hash.update(Array(message[..<cut]))
        hash.update(Array(message[cut...]))
        #expect(hash.finish().hex == expected, "\(length) bytes cut at \(cut)")
      }
    }
  }

  /// A property: however the pieces lie, and however often the digest is asked for on the way.
  @Test(arguments: codes) func anyPiecesGiveTheSame(code: String) throws {
    var random = RandomSource(seed: 42, stream: 0)
    let empty = try #require(SHA256(code: code))
    for longest: UInt64 in [1, 3, 64, 65, 200, 5000] {
      for _ in 0..<10 {
        let message = (0..<Int(random.below(3000))).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let expected = SlowSHA256.hexadecimal(message)
        var hash = empty
        var rest = message[...]
        while !rest.isEmpty {
          let piece = rest.prefix(Int(random.below(longest + 1)))
          rest = rest.dropFirst(piece.count)
          hash.update(Array(piece))
          if random.below(4) == 0 { _ = hash.finish() }
        }
        #expect(hash.finish().hex == expected)
        #expect(hash.finish().hex == expected)
      }
    }
  }

  @Test func copiesGoOnByThemselves() {
    var one = SHA256()
    one.update([1, 2, 3])
    var other = one
    other.update([4])
    #expect(one.finish().hex == SlowSHA256.hexadecimal([1, 2, 3]))
    #expect(other.finish().hex == SlowSHA256.hexadecimal([1, 2, 3, 4]))
  }

  @Test func numbersAreLittleEndian() {
    var hash = SHA256()
    hash.update(littleEndian: UInt32(0x0403_0201))
    hash.update(littleEndian: UInt64(5))
    #expect(hash.finish().hex == SlowSHA256.hexadecimal([1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0]))
  }

  /// Against OpenSSL, which Python's hashlib stands on: lengths of all sizes up to a few megabytes.
  @Test(.enabled(if: PythonTool.isThere, "no python3 on the PATH")) func hashlibComputesTheSame() throws {
    let lengths = (0..<130).map { $0 * 7 } + [65_535, 65_536, 65_537, 1 << 20, 3_000_001]
    let script = """
      import hashlib, sys
      text = bytes(i * 167 % 251 for i in range(4096)) * 1024
      print("\\n".join(hashlib.sha256(text[:int(length)]).hexdigest() for length in sys.argv[1:]))
      """
    let expected = try PythonTool.runPlain(script, lengths.map(String.init)).split(separator: "\n").map(String.init)
    #expect(expected.count == lengths.count)
    let block = (0..<4096).map { UInt8($0 * 167 % 251) }
    let text = (0..<1024).flatMap { _ in block }
    for code in Self.codes {
      for (length, digest) in zip(lengths, expected) {
        #expect(try self.digest(text[..<length], code: code) == digest, "\(code), \(length) bytes")
      }
    }
  }
}

/// A file of test vectors in the form that NIST gives them: `Name = value`, line by line.
private struct NISTVectors {
  private var values: [Substring: [String]] = [:]

  init(_ name: String) throws {
    let file = Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name).rsp")
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 3 && words[1] == "=" { values[words[0], default: []].append(String(words[2])) }
    }
  }

  subscript(name: Substring) -> [String] { values[name] ?? [] }

  static func bytes(_ hexadecimal: String) throws -> [UInt8] {
    let digits = Array(hexadecimal)
    return try stride(from: 0, to: digits.count, by: 2).map { place in
      try #require(UInt8(String(digits[place..<place + 2]), radix: 16))
    }
  }
}
