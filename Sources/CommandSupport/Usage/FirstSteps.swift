import ArgumentParser

/// What a tool says to somebody who types its name alone: what it is for, and how it is used most.
enum FirstSteps {
  static func text(of tool: any ToolCommand.Type) -> String {
    let abstract = tool.configuration.abstract
    let purpose = abstract.prefix(1).lowercased() + abstract.dropFirst()
    let forms = tool.forms.map { "  \($0)" }
    return (["\(tool.tool): \(purpose)"] + forms + ["\(tool.tool) --help explains all flags."]).joined(separator: "\n")
  }
}
