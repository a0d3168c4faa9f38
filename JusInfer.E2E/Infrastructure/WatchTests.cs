namespace JusInfer.E2E.Infrastructure;

/// <summary>The eyes that every journey relies on do see.</summary>
public sealed class WatchTests : Journey
{
    [Theory]
    [InlineData("console.error('planted')", "console: planted")]
    [InlineData("setTimeout(() => { throw new Error('planted'); })", "exception: Error: planted")]
    [InlineData("document.head.append(Object.assign(document.createElement('script'), { textContent: '0' }))", "Content Security Policy")]
    [InlineData("fetch('https://elsewhere.example/').catch(() => {})", "Content Security Policy")]
    [InlineData("fetch('/nowhere')", "404: GET")]
    public async Task What_goes_wrong_behind_the_scenes_is_seen(string script, string seen)
    {
        await using var visitor = await Site.ArriveAsync(Look.Desktop);
        await visitor.Landing.OpenAsync();
        visitor.Watch.Faults.ShouldBeEmpty();
        await visitor.Page.EvaluateAsync($"async () => {{ await ({script}); await new Promise(done => setTimeout(done)); }}");
        visitor.Watch.Faults.ShouldContain(fault => fault.Contains(seen, StringComparison.Ordinal), string.Join(Environment.NewLine, visitor.Watch.Faults));
    }

    [Fact]
    public void A_secret_is_found_in_a_line_and_not_repeated()
    {
        var secret = Secrets.Plant("password", $"planted {Guid.NewGuid():N}");
        var found = Secrets.FoundIn([$"User signed in with {secret}.", "User signed in."]).ShouldHaveSingleItem();
        found.ShouldStartWith("a password in:");
        found.ShouldNotContain(secret);
    }

    [Fact]
    public void A_fault_in_the_portals_log_is_found()
    {
        var log = new PortalLog();
        foreach (var line in new[] { "info: Room[1]", "      All is well.", "fail: Room[2]", "      It broke." }) log.Add(line);
        log.Faults.ShouldHaveSingleItem().ShouldContain("It broke.");
    }
}
