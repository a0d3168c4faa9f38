using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

namespace JusInfer.Clients.Agents;

/// <summary>
/// A real coding agent is sent on an errand without anybody watching. It is judged by the file that it made and by its last words, not by
/// its exit code: some exit with 0 after a turn that failed.
/// </summary>
public abstract class AgentTests(Site site)
{
    /// <summary>To write, to read, and to say so.</summary>
    private const int MinTurns = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <param name="behind">What it meets.</param>
    /// <param name="door">The dialect that it speaks.</param>
    /// <param name="program">Its file.</param>
    /// <param name="start">How it is started with a prompt.</param>
    private protected async Task FinishesAsync(Behind behind, Dialect door, string program, Func<Place, Workplace, string, Command> start)
    {
        Installation.SkipWithout(program, "agents");
        using var work = new Workplace();
        var (place, errand) = (await site.PlaceAsync(behind), Errand.In(work.Folder));
        var ran = await start(place, work, errand.Prompt).RunAsync(Patience);

        var asked = site.Provider.AskedAbout(errand.Reply);
        var refusals = string.Join('\n', asked.Select(static turn => turn.Refusal).OfType<string>());
        var story = $"{ran}\n--- refused by the provider\n{refusals}\n--- portal\n{await site.LogAsync(behind)}";
        File.Exists(errand.File).ShouldBeTrue($"No file was made.\n{story}");
        (await File.ReadAllTextAsync(errand.File)).ShouldBe($"{errand.Line}\n", story);
        ran.Output.ShouldContain(errand.Reply, Case.Sensitive, story);
        ran.InTime.ShouldBeTrue(story);
        asked.Count.ShouldBeGreaterThanOrEqualTo(MinTurns, story);
        asked.ShouldAllBe(static turn => turn.Refusal == null, story);
        asked.ShouldAllBe(turn => turn.Dialect == (behind.Heard() ?? door), story);
    }
}
