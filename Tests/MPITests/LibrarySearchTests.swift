import Engines
import TestSupport
import Testing

@testable import MPI

@Suite("The MPI library is looked for where the launcher's is")
struct LibrarySearchTests {
  static func search(
    _ kind: Launcher.Kind, variables: [String: String] = [:], files: Set<String> = [], links: [String: String] = [:],
    parent: String? = nil
  ) -> LibrarySearch {
    let environment = SearchEnvironment(
      variable: { variables[$0] }, isFile: { files.contains($0) }, resolved: { links[$0] ?? $0 }, parent: parent)
    return LibrarySearch(environment, for: Launcher(kind: kind, rank: 0, size: 2))
  }

  /// Names for the system to find stand at the end.
  static func files(_ search: LibrarySearch) -> [String] { search.candidates.filter { $0.contains("/") } }

  @Test("without any hint the system is asked, for libraries of the launcher's family")
  func system() {
    #expect(Self.search(.openMPI).candidates == Family.openMPI.libraryNames)
    #expect(Self.search(.hydra).candidates == Family.mpich.libraryNames)
    let both = Self.search(.slurm(.pmix)).candidates
    #expect(Set(both) == Set(Family.openMPI.libraryNames + Family.mpich.libraryNames))
    #expect(both.first == Family.openMPI.libraryNames.first && both.count == Set(both).count)
    #expect(Self.search(.slurm(.pmi2)).candidates.first == Family.mpich.libraryNames.first)
  }

  @Test("LETTERPRESS_MPI alone counts where it is set")
  func named() {
    let variables = ["LETTERPRESS_MPI": "lib/mine.so", "LD_LIBRARY_PATH": "/opt/lib"]
    #expect(Self.search(.openMPI, variables: variables).candidates == ["lib/mine.so"])
    #expect(Self.search(.openMPI, variables: ["LETTERPRESS_MPI": "mine.so"]).candidates == ["./mine.so"])
    #expect(Self.search(.openMPI, variables: ["LETTERPRESS_MPI": ""]).candidates == Family.openMPI.libraryNames)
  }

  @Test("the order is that of the documentation")
  func order() {
    let name = Family.openMPI.libraryNames[0]
    let folders = ["/ld/lib", "/daemon/lib", "/prefix/lib64", "/path/lib"]
    let search = Self.search(
      .openMPI,
      variables: ["LD_LIBRARY_PATH": "/ld/lib:relative", "OPAL_PREFIX": "/prefix", "PATH": "/nothing:/usr/local/bin"],
      files: Set(folders.map { $0 + "/" + name } + ["/usr/local/bin/mpirun", "/daemon/lib/other.so"]),
      links: ["/usr/local/bin/mpirun": "/path/bin/prterun"], parent: "/daemon/bin/prted")
    #expect(Self.files(search) == folders.map { $0 + "/" + name })
  }

  @Test("a library of another family beside the launcher is not looked at")
  func family() {
    let search = Self.search(
      .hydra, files: ["/opt/lib/" + Family.openMPI.libraryNames[0]], parent: "/opt/bin/hydra_pmi_proxy")
    #expect(Self.files(search).isEmpty)
  }

  @Test("families tell their names")
  func families() {
    #expect(Family(version: "Open MPI v4.1.4, package: Debian OpenMPI") == .openMPI)
    for words in ["MPICH Version:\t4.0.2", "Intel(R) MPI Library 2021.19.0 for Linux* OS", "MVAPICH2 Version : 2.3"] {
      #expect(Family(version: words) == .mpich)
    }
    #expect(Family(version: "HPE MPT 2.26") == nil)
  }

  @Test("what is no MPI library is refused in one line, whatever it is")
  func refused() throws {
    let folder = try TestFolder()
    try folder.write("a text", to: "text.so")
    var cases = [
      (path: folder.file("none.so"), words: "No such file or directory"),
      (path: folder.file("text.so"), words: "the system cannot load it"),
    ]
    // The library of mathematics, where it is a file.
    let others = ["/lib64/libm.so.6", "/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6"]
    if let other = others.first(where: SearchEnvironment.system.isFile) {
      cases.append((path: other, words: "it has no MPI_Init_thread"))
    }
    for (path, words) in cases {
      let search = Self.search(.openMPI, variables: ["LETTERPRESS_MPI": path])
      let error = try #require(throws: MPIError.self) { try search.load() }
      #expect("\(error)".contains(words) && !"\(error)".contains("\n"), "\(error)")
    }
  }
}
