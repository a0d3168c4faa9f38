using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class FirstCallTests : PanelTestContext
{
    [Fact, Trait("Promise", "P-28")]
    public async Task Waiting_turns_into_the_model_the_tokens_and_the_cost_of_the_first_call()
    {
        var (other, key) = (await MintAsync("other"), await MintAsync("laptop"));
        Call(other);
        var first = Render<FirstCall>(parameters => parameters.Add(static call => call.Key, key.Id.ToString()));
        first.Find(".waiting").TextContent.ShouldContain("Waiting for the first call of this key");

        Call(key);
        Publish();

        first.WaitForAssertion(() => first.Find(".mud-alert").TextContent.ShouldContain("openai/gpt-5 answered"));
        first.Find(".cost").TextContent.ShouldBe("$0.020");
        first.Find("a").GetAttribute("href")!.ShouldStartWith("/developer/usage/req_");
    }

    /// <summary>If it came in late, the dialog of a new key would grow while the user clicks the button below.</summary>
    [Fact]
    public async Task It_waits_before_it_has_been_loaded_so_that_nothing_moves_then()
    {
        var key = await MintAsync("laptop");
        var loaded = new TaskCompletionSource<RejectionPage>();
        RejectionStore.ListAsync(Arg.Any<RejectionFilter>(), Arg.Any<CancellationToken>()).Returns(loaded.Task);

        var first = Render<FirstCall>(parameters => parameters.Add(static call => call.Key, key.Id.ToString()));
        var before = first.Markup;
        await first.InvokeAsync(() => loaded.SetResult(new RejectionPage([], Next: null, ScannedTo: null)));

        first.Find(".waiting").TextContent.ShouldContain("Waiting for the first call of this key");
        first.Markup.ShouldBe(before);
    }

    [Fact]
    public async Task A_first_call_that_failed_shows_its_error()
    {
        var key = await MintAsync("laptop");
        var first = Render<FirstCall>(parameters => parameters.Add(static call => call.Key, key.Id.ToString()));

        Usage.Records[Usage.Records.IndexOf(Call(key, status: 502))] = Usage.Records[^1] with { ErrorCode = "UPSTREAM_ERROR" };
        Publish();

        first.WaitForAssertion(() => first.Find(".mud-alert-outlined-error").TextContent.ShouldContain(
            "It got 502 UPSTREAM_ERROR. No attempt at a provider succeeded: repeat the call later, or with another model."));
    }

    [Fact]
    public async Task A_call_that_succeeds_after_a_failed_one_is_shown()
    {
        var key = await MintAsync("laptop");
        var first = Render<FirstCall>(parameters => parameters.Add(static call => call.Key, key.Id.ToString()));
        Call(key, status: 502);
        Publish();
        first.WaitForAssertion(() => first.Find(".waiting").TextContent.ShouldContain("Waiting for the first successful call"));

        Call(key);
        Publish();

        first.WaitForAssertion(() => first.Find(".mud-alert").TextContent.ShouldContain("openai/gpt-5 answered"));
        first.FindAll(".waiting, .danger").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_was_rejected_before_a_provider_was_asked_says_why_and_what_to_do()
    {
        var key = await MintAsync("laptop");
        var first = Render<FirstCall>(parameters => parameters.Add(static call => call.Key, key.Id.ToString()));
        RejectionStore.ListAsync(Arg.Is<RejectionFilter>(filter => filter.Key == key.Id), Arg.Any<CancellationToken>()).Returns(new RejectionPage([RefusalOf(key)], Next: null, ScannedTo: null));

        Time.Advance(TimeSpan.FromSeconds(4));

        first.WaitForAssertion(() => first.Find(".mud-alert-outlined-error").TextContent.ShouldContain(
            "It got 404 MODEL_NOT_FOUND: There is no model gpt-55."));
        first.FindAll("a").Select(static link => link.GetAttribute("href"))
            .ShouldBe(["/docs/errors/#model_not_found", $"/developer/requests?status=rejected&key={key.Id}"]);
        Call(key);
        Publish();
        first.WaitForAssertion(() => first.Find(".mud-alert").TextContent.ShouldContain("openai/gpt-5 answered"));
    }

    private Rejection RefusalOf(ApiKey key) => new()
    {
        Id = RequestId.New(Time.GetUtcNow()),
        At = Time.GetUtcNow(),
        TeamId = key.TeamId,
        KeyId = key.Id,
        Path = "/v1/chat/completions",
        Status = 404,
        Code = "MODEL_NOT_FOUND",
        Message = "There is no model gpt-55.",
    };

    private void Publish()
    {
        UsageSignal.Publish(new UsageChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));
    }
}
