import Foundation
import TestSupport
import Testing

/// The likelihoods of `lm-eval tasks` on a folder of `transformers`, computed by that library in the harness's way.
@Suite struct LMTasksPythonTests {
  private static let questions = [
    #"{"question": "Once upon a time there was a", "choices": ["girl", "boy named Tom", "zzz!"], "answer": 0}"#,
    #"{"question": "Lily was very ", "choices": ["happy", " sad"], "answer": 1}"#,
    #"{"question": "Once upon a", "answer": "time"}"#, #"{"question": "It was late.\n", "answer": "Then he went"}"#,
    #"{"question": "", "answer": "Once there lived"}"#, #"{"question": "The ne", "answer": "xt day"}"#,
    #"{"question": "日本 é", "answer": "ü and"}"#,
    #"{"question": "\#(String(repeating: "The fox ran home. ", count: 30))In the", "answer": "end"}"#,
    #"{"good": "Ida saw an owl.", "bad": "Ida saw a owl."}"#,
  ]

  /// As lm-evaluation-harness encodes, cuts and scores.
  private static let script = """
    import json, sys, torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    model = AutoModelForCausalLM.from_pretrained("hf").eval()
    tokenizer = AutoTokenizer.from_pretrained("hf")
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False)
    def score(context, answer):
        if context == "":
            before, scored = [tokenizer.eos_token_id], encode(answer)
        else:
            spaces = len(context) - len(context.rstrip())
            if spaces:
                context, answer = context[:-spaces], context[-spaces:] + answer
            before = encode(context)
            scored = encode(context + answer)[len(before):]
        ids = torch.tensor([(before + scored)[-33:]])
        with torch.no_grad():
            logits = model(ids[:, :-1]).logits[0, -len(scored):].double()
        target = torch.tensor(scored)
        losses = logits.log_softmax(-1).gather(1, target[:, None])
        return losses.sum().item(), bool((logits.argmax(-1) == target).all()), len(scored)
    for line in open("q.jsonl"):
        d = json.loads(line)
        context = d.get("question", "")
        answers = [d["good"], d["bad"]] if "good" in d else d.get("choices", [d.get("answer")])
        between = lambda a: "" if not context or context[-1].isspace() or a[0].isspace() else sys.argv[2]
        print(json.dumps([score(context, between(a) + a) for a in answers]))
    """

  @Test(
    .enabled(
      if: InteroperabilityTests.has("torch", "transformers"),
      "set LETTERPRESS_PYTHON to a Python with torch and transformers"))
  func transformersGivesTheSame() throws {
    let space = try Workspace()
    func run(_ command: String, _ more: String...) throws {
      let words = command.split(separator: " ").map(String.init)
      let result = try space.run(words[0], arguments: Array(words.dropFirst()) + more)
      #expect(result.exitCode == 0, "\(command): \(result.standardError)")
    }
    try run("tell-stories --megabytes 0.2 --output corpus.txt")
    try run("bpe-train --input corpus.txt --vocab-size 600 --output tokenizer --special-token", "<|endoftext|>")
    try run("bpe-encode --tokenizer tokenizer --input corpus.txt --output encoded")
    try run("shard --input encoded --output dataset --valid-fraction 0.1")
    try run(
      "lm-train --dataset dataset --output run --steps 120 --context-length 32 --d-model 32 --layers 2 --heads 2 "
        + "--d-ff 64 --batch-size 8 --lr 5e-3")
    try run("lm-train export --checkpoint run --tokenizer tokenizer --hf hf")
    try space.write(Self.questions.joined(separator: "\n"), to: "q.jsonl")
    var marks: Set<String> = []
    for delimiter in [" ", ""] {
      try run("lm-eval tasks --checkpoint hf --input q.jsonl --details d.jsonl --delimiter", delimiter)
      let details = try lines(space.read("d.jsonl")).map { try #require($0 as? [String: Any]) }
      let output = try PythonTool.run(
        "import os, sys\nos.chdir(sys.argv[1])\n" + Self.script, [space.folder.path, delimiter])
      try compare(details, lines(Data(output.utf8)).map { try #require($0 as? [[Any]]) })
      marks.formUnion(details.flatMap(\.keys))
    }
    #expect(marks.isSuperset(of: ["joined", "cut"]))
  }

  private func compare(_ details: [[String: Any]], _ expected: [[[Any]]]) throws {
    #expect(expected.count == Self.questions.count && details.count == expected.count)
    for (found, answers) in zip(details, expected) {
      let likelihoods = try #require(found["log_likelihoods"] as? [Double])
      #expect(likelihoods.count == answers.count)
      for (likelihood, answer) in zip(likelihoods, answers) {
        #expect(abs(likelihood - (answer[0] as? Double ?? .nan)) < 1e-4, "\(found)")
      }
      #expect(found["tokens"] as? [Int] == answers.map { $0[2] as? Int ?? -1 })
      if found["kind"] as? String == "cloze" { #expect(found["acc"] as? Bool == answers[0][1] as? Bool) }
    }
  }

  private func lines(_ data: Data) throws -> [Any] {
    try String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8))
    }
  }
}
