using Bunit;
using JusInfer.Portal.Components.Developer.Keys;
using JusInfer.Portal.Usage;

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

        first.WaitForAssertion(() => first.Find(".notice").TextContent.ShouldContain("openai/gpt-5 answered"));
        first.Find(".cost").TextContent.ShouldBe("$0.020");
        first.Find("a").GetAttribute("href")!.ShouldStartWith("/developer/usage/req_");
    }

    [Fact]
    public async Task A_first_call_that_failed_shows_its_error()
    {
        var key = await MintAsync("laptop");
        var first = Render<FirstCall>(parameters => parameters.Add(static call => call.Key, key.Id.ToString()));

        Usage.Records[Usage.Records.IndexOf(Call(key, status: 502))] = Usage.Records[^1] with { ErrorCode = "UPSTREAM_ERROR" };
        Publish();

        first.WaitForAssertion(() => first.Find(".notice.danger").TextContent.ShouldContain("It got 502 UPSTREAM_ERROR."));
    }

    private void Publish()
    {
        UsageSignal.Publish(new UsageChanged(Team.Tenant.Id));
        Time.Advance(TimeSpan.FromSeconds(1));
    }
}
