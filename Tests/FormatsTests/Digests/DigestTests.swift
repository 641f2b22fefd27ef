import TestSupport
import Testing

@testable import Formats

@Suite struct DigestTests {
  // FIPS 180-4 example: SHA-256("abc").
  static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func knowsThePublishedExample() {
    #expect(Digest.of(Array("abc".utf8)).hex == Self.abc)
    #expect(Digest.of([UInt8]()).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func piecesGiveTheSameAsTheWhole() {
    var hasher = SHA256()
    for byte in "abc".utf8 { hasher.update([byte]) }
    #expect(hasher.finish().hex == Self.abc)
  }

  @Test func hexadecimalGoesThereAndBack() throws {
    let digest = try #require(Digest(hex: Self.abc))
    #expect(digest.description == Self.abc)
    #expect(digest.bytes.count == 32)
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(digest.short == "ba7816bf8f01")
  }

  @Test(arguments: ["", "ba78", abc + "00", abc.uppercased(), "z" + abc.dropFirst()])
  func otherTextIsNoDigest(_ text: String) {
    #expect(Digest(hex: text) == nil)
  }

  @Test func hashesFiles() throws {
    let folder = try TestFolder()
    #expect(try Digest.ofFile(folder.write("abc", to: "a")).hex == Self.abc)
  }
}
