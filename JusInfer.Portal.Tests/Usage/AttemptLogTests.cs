using JusInfer.Portal.Tests.Contracts;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Usage;

public sealed class AttemptLogTests
{
    private static readonly AttemptRecord Failed = new("alpha", "a/model", AttemptOutcome.TimedOut, null, 3, 30_000);
    private static readonly AttemptRecord Answered = new("beta", "a/model", AttemptOutcome.Answered, 200, 30_004, 900);
    private readonly UsageRecord call = new Records().Next() with { ModelServed = "a/model", Provider = "alpha", Status = 200, DurationMs = 77 };

    [Fact]
    public void What_was_written_is_read_back()
    {
        AttemptRecord[] all = [.. Enum.GetValues<AttemptOutcome>().Select((outcome, index) => new AttemptRecord($"p{index}", "m/ü\"", outcome, index % 2 == 0 ? null : 400 + index, index, 2 * index))];

        AttemptLog.Of(call with { AttemptLog = AttemptLog.Write(all) }).ShouldBe(all);
    }

    [Fact]
    public void One_attempt_that_answered_takes_no_room_and_is_told_all_the_same()
    {
        AttemptLog.Write([Answered]).ShouldBeNull();
        AttemptLog.Of(call).ShouldBe([new AttemptRecord("alpha", "a/model", AttemptOutcome.Answered, 200, 0, 77)]);
    }

    [Fact]
    public void One_attempt_that_failed_is_written_down() =>
        AttemptLog.Of(call with { ModelServed = null, AttemptLog = AttemptLog.Write([Failed]) }).ShouldBe([Failed]);

    [Fact]
    public void A_bad_call_fits_in_a_journal_entry()
    {
        var longest = new AttemptRecord(new string('p', 64), new string('m', 128), AttemptOutcome.RateLimited, 529, int.MaxValue, int.MaxValue);

        AttemptLog.Write([.. Enumerable.Repeat(longest, 8)])!.Length.ShouldBeLessThan(4096);
    }

    [Theory]
    [InlineData("[{\"p\":\"alp")]
    [InlineData("nonsense")]
    public void A_line_that_was_cut_says_nothing(string line) => AttemptLog.Of(call with { AttemptLog = line }).ShouldBeEmpty();

    [Fact]
    public void Of_a_call_that_nobody_answered_nothing_is_made_up() =>
        AttemptLog.Of(call with { ModelServed = null, Provider = null, Status = 499 }).ShouldBeEmpty();
}
