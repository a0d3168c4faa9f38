using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Usage;

public sealed class AttemptLogTests
{
    private static readonly AttemptRecord Failed = new("alpha", "a/model", AttemptOutcome.TimedOut, null, 3, 30_000);
    private static readonly AttemptRecord Answered = new("beta", "a/model", AttemptOutcome.Answered, 200, 30_004, 900);
    private readonly UsageRecord call = new Records().Next() with { ModelServed = "a/model", Provider = "alpha", Status = 200, DurationMs = 77 };

    [Fact]
    public void Attempts_are_read_back_as_written()
    {
        AttemptRecord[] all = [.. Enum.GetValues<AttemptOutcome>().Select((outcome, index) => new AttemptRecord($"p{index}", "m/ü\"", outcome, index % 2 == 0 ? null : 400 + index, index, 2 * index))];

        AttemptLog.Read(call with { AttemptLog = AttemptLog.Write(all) }).ShouldBe(all);
    }

    [Fact]
    public void One_successful_attempt_is_not_stored_and_is_read_from_the_record()
    {
        AttemptLog.Write([Answered]).ShouldBeNull();
        AttemptLog.Read(call).ShouldBe([new AttemptRecord("alpha", "a/model", AttemptOutcome.Answered, 200, 0, 77)]);
    }

    [Fact]
    public void One_failed_attempt_is_stored() =>
        AttemptLog.Read(call with { ModelServed = null, AttemptLog = AttemptLog.Write([Failed]) }).ShouldBe([Failed]);

    [Fact]
    public void Eight_long_attempts_fit_in_a_journal_entry()
    {
        var longest = new AttemptRecord(new string('p', 64), new string('m', 128), AttemptOutcome.RateLimited, 529, int.MaxValue, int.MaxValue);

        AttemptLog.Write([.. Enumerable.Repeat(longest, 8)])!.Length.ShouldBeLessThan(4096);
    }

    [Theory]
    [InlineData("[{\"p\":\"alp")]
    [InlineData("nonsense")]
    public void A_truncated_log_has_no_attempts(string line) => AttemptLog.Read(call with { AttemptLog = line }).ShouldBeEmpty();

    [Fact]
    public void A_call_without_an_answer_has_no_attempts() =>
        AttemptLog.Read(call with { ModelServed = null, Provider = null, Status = 499 }).ShouldBeEmpty();
}
