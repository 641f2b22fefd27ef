import Testing

@testable import Reports

@Suite struct CurveSamplerTests {
  private func sampler(capacity: Int, records: Int) -> CurveSampler {
    var sampler = CurveSampler(capacity: capacity)
    for step in 1...records { sampler.add(CurvePoint(step: step, seconds: Double(step) / 2, loss: Double(step % 7))) }
    return sampler
  }

  @Test func fewRecordsStayAsTheyAre() {
    let rows = sampler(capacity: 8, records: 8).rows
    #expect(rows.map(\.point.step) == Array(1...8))
    #expect(rows.allSatisfy { $0.records == 1 && $0.lowest == $0.point.loss && $0.highest == $0.point.loss })
  }

  @Test func manyRecordsBecomeRowsOfEqualWidth() {
    let rows = sampler(capacity: 8, records: 100).rows
    // 100 records in at most 8 rows: 16 each, the last one with what is left.
    #expect(rows.map(\.records) == [16, 16, 16, 16, 16, 16, 4])
    #expect(rows.map(\.point.step) == [16, 32, 48, 64, 80, 96, 100])
    #expect(rows.map(\.point.seconds) == [8, 16, 24, 32, 40, 48, 50])
  }

  @Test func aRowKeepsMeanAndExtremes() {
    let row = sampler(capacity: 2, records: 100).rows[0]
    let losses = (1...row.records).map { Double($0 % 7) }
    #expect(row.records == 64)
    #expect(abs(row.point.loss - losses.reduce(0, +) / 64) < 1e-12)
    #expect(row.lowest == 0 && row.highest == 6)
  }

  @Test(arguments: [1, 2, 3, 7, 64, 1000]) func nothingIsLost(_ records: Int) {
    let rows = sampler(capacity: 6, records: records).rows
    #expect(rows.map(\.records).reduce(0, +) == records)
    #expect(rows.last?.point.step == records)
    #expect(rows.count <= 6)
  }

  @Test func aMillionRecordsFitAPage() {
    let sampler = sampler(capacity: RunCurves.capacity, records: 1_000_000)
    #expect((1000...2048).contains(sampler.rows.count))
    #expect(sampler.rows(limit: 400).count <= 400)
    #expect(sampler.rows(limit: 400).map(\.records).reduce(0, +) == 1_000_000)
  }
}
