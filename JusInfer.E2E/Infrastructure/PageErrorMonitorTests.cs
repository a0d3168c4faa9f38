using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.E2E.Infrastructure;

/// <summary>The checks that every journey relies on find errors.</summary>
public sealed class PageErrorMonitorTests : Journey
{
    [Theory]
    [InlineData("console.error('planted')", "console: planted")]
    [InlineData("setTimeout(() => { throw new Error('planted'); })", "exception: Error: planted")]
    [InlineData("document.head.append(Object.assign(document.createElement('script'), { textContent: '0' }))", "Content Security Policy")]
    [InlineData("fetch('https://elsewhere.example/').catch(() => {})", "Content Security Policy")]
    [InlineData("fetch('/nowhere')", "404: GET")]
    public async Task An_error_that_a_person_does_not_see_is_found(string script, string expected)
    {
        await using var visitor = await Site.OpenVisitorAsync(DisplaySettings.Desktop);
        await visitor.Landing.OpenAsync();
        visitor.Errors.All.ShouldBeEmpty();
        await visitor.Page.EvaluateAsync($"async () => {{ await ({script}); }}");
        await Eventually.TrueAsync(() => visitor.Errors.All.Any(error => error.Contains(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_secret_in_a_line_is_found_and_masked()
    {
        var secret = Secrets.Register("password", $"planted {Guid.NewGuid():N}");
        var found = Secrets.FoundIn([$"User signed in with {secret}.", "User signed in."]).ShouldHaveSingleItem();
        found.ShouldStartWith("a password in:");
        found.ShouldNotContain(secret);
    }

    [Fact]
    public void An_error_in_the_portals_log_is_found()
    {
        var log = new PortalLog();
        foreach (var level in new[] { "info", "warn", "fail" }) log.Add($"2026-11-24T16:25:28.435Z {level}: Module[1] The level is {level}.");
        log.Errors.ShouldHaveSingleItem().ShouldContain("The level is fail.");
    }
}
