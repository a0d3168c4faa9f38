using Bunit;
using JusInfer.Portal.Components.Connect;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Components.Connect;

public sealed class ConnectionTestTests : PanelTestContext
{
    [Fact]
    [Trait("Promise", "P-28")]
    public async Task The_next_call_of_the_members_keys_appears()
    {
        var key = await MintAsync("laptop");
        Call(key);
        var test = Render<ConnectionTest>();
        test.Find(".waiting").TextContent.ShouldContain("Waiting for the next call");

        Time.Advance(TimeSpan.FromSeconds(5));
        Call(key);
        Publish();

        test.WaitForAssertion(() => test.Find(".notice").TextContent.ShouldBe("The client is connected. The last call used the key laptop and was answered by openai/gpt-5."));
        test.FindAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("$0.020");
    }

    [Fact]
    public async Task A_failed_call_shows_its_error()
    {
        var key = await MintAsync("laptop");
        var test = Render<ConnectionTest>();

        Time.Advance(TimeSpan.FromSeconds(5));
        Usage.Records[Usage.Records.IndexOf(Call(key, status: 502))] = Usage.Records[^1] with { ErrorCode = "UPSTREAM_ERROR" };
        Publish();

        test.WaitForAssertion(() => test.Find(".notice.danger").TextContent.ShouldBe(
            "The call arrived and failed. It got 502 UPSTREAM_ERROR. "
            + "No attempt at a provider succeeded: repeat the call later, or with another model."));
    }

    [Fact]
    public async Task Calls_of_other_members_are_not_shown()
    {
        var key = await MintAsync("theirs", Team.Member);
        var test = Render<ConnectionTest>();

        Time.Advance(TimeSpan.FromSeconds(5));
        Call(key);
        Publish();

        test.Find(".waiting").ShouldNotBeNull();
    }

    private void Publish()
    {
        UsageSignal.Publish(new UsageChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));
    }
}
