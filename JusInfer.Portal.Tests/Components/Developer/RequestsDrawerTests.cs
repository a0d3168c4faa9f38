using System.Text;
using Bunit;
using JusInfer.Portal.Components.Developer.Requests;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The call that is open beside the list of requests.</summary>
public sealed class RequestsDrawerTests : PanelTestContext
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task A_call_opens_beside_the_list_and_the_keyboard_goes_up_and_down_and_closes_it()
    {
        var key = await MintAsync("laptop");
        var (older, newer) = (Call(key), Call(key));
        if (older.Id.CompareTo(newer.Id) > 0) (older, newer) = (newer, older);
        Navigation.NavigateTo($"/developer/requests?status=ok&call={newer.Id}&tab=raw");
        var panel = Render<RequestsPanel>();

        panel.Find(".side-panel").GetAttribute("aria-label").ShouldBe($"Receipt of {newer.Id}");
        panel.Find("tr.current th a").GetAttribute("href").ShouldEndWith($"?status=ok&call={newer.Id}");
        panel.Find(".side-panel button[aria-label='Newer call']").HasAttribute("disabled").ShouldBeTrue();
        panel.Find(".side-panel").KeyDown("j");
        Navigation.Uri.ShouldEndWith($"/developer/requests?status=ok&call={older.Id}&tab=raw");
        panel.WaitForAssertion(() => panel.Find(".side-panel").GetAttribute("aria-label").ShouldBe($"Receipt of {older.Id}"));
        panel.Find(".side-panel").KeyDown("ArrowDown");
        panel.Find(".side-panel").KeyDown("ArrowUp");
        Navigation.Uri.ShouldContain(newer.Id.ToString());
        panel.WaitForElement(".side-panel button[aria-label='Older call']").Click();
        Navigation.Uri.ShouldContain(older.Id.ToString());
        panel.WaitForAssertion(() => panel.Find(".side-panel").GetAttribute("aria-label").ShouldBe($"Receipt of {older.Id}"));

        panel.Find(".side-panel").KeyDown("Escape");

        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok");
        panel.WaitForAssertion(() => panel.FindAll(".side-panel").ShouldBeEmpty());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_provider_said_of_the_call_of_another_member_is_shown_to_operators(bool isOperator)
    {
        var call = Call(await MintAsync("laptop"), status: 502);
        Usage.Records[0] = call with { ProviderError = "out of credit" };
        SignIn(Team.Member);
        if (isOperator) OperatorStore.First = Team.Member.UserId;
        Navigation.NavigateTo($"/developer/requests?call={call.Id}");

        var panel = Render<RequestsPanel>();

        panel.Find("tbody tr").OuterHtml.Contains("out of credit", StringComparison.Ordinal).ShouldBe(isOperator);
        panel.Find(".side-panel").TextContent.Contains("out of credit", StringComparison.Ordinal).ShouldBe(isOperator);
    }

    [Fact]
    public async Task The_drawer_has_the_receipt_the_routing_and_the_raw_call_and_can_be_copied_and_replayed()
    {
        var call = Call(await MintAsync("laptop"));
        Usage.Records[0] = call = call with
        {
            ClientDialect = "anthropic-messages",
            ModelRequested = "it's <a> model",
            ProviderError = "out of credit",
            AttemptLog = AttemptLog.Write(
                [new AttemptRecord("alpha", "m/one", AttemptOutcome.RateLimited, 429, 0, 100),
                    new AttemptRecord("beta", "m/one", AttemptOutcome.Answered, 200, 100, 900)]),
        };
        Navigation.NavigateTo($"/developer/requests?call={call.Id}");
        var panel = Render<RequestsPanel>();

        panel.FindAll(".tabs a").Select(static tab => tab.TextContent).ShouldBe(["Receipt", "Routing", "Raw"]);
        panel.Find(".side-panel").TextContent.ShouldContain("out of credit");
        panel.Find("#call-link").TextContent.ShouldBe($"http://localhost/developer/requests?call={call.Id}");
        panel.Find("#call-curl").TextContent.ShouldContain("curl http://localhost/v1/messages");
        panel.Find("#call-curl").TextContent.ShouldContain("\"it'\\''s <a> model\"");
        panel.Find(".side-panel .actions a").GetAttribute("href").ShouldBe("/developer/playground?model=it%27s%20%3Ca%3E%20model");

        Navigation.NavigateTo(panel.FindAll(".tabs a")[1].GetAttribute("href")!);
        panel.WaitForAssertion(() => panel.Find(".side-panel").TextContent.ShouldContain("First token"));
        panel.Find(".side-panel").TextContent.ShouldContain("m/one at beta");

        Navigation.NavigateTo(panel.FindAll(".tabs a")[2].GetAttribute("href")!);
        panel.WaitForAssertion(() => panel.Find("#call-raw").TextContent.ShouldContain($"\"id\": \"{call.Id}\""));
        panel.FindAll("#call-raw a").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stored_response_has_its_prompt_and_answer_for_those_who_may_read_it()
    {
        var call = Call(await MintAsync("laptop"));
        Usage.Records[0] = call with { ClientDialect = "openai-responses" };
        StoredResponses.FindAsync(Arg.Is<ResponseAccess>(access => access.Team == Team.Team.Id && access.Member == Team.Owner.Id),
            $"resp_{call.Id.Value:N}", Arg.Any<CancellationToken>())
            .Returns(new StoredResponse
            {
                TeamId = Team.Team.Id,
                MemberId = Team.Owner.Id,
                Id = "resp_1",
                CreatedAt = call.At,
                Response = Encoding.UTF8.GetBytes("""{"output":[{"text":"<i>hi</i>"}]}"""),
                Input = Encoding.UTF8.GetBytes("""{"role":"user","content":"a secret plan"},{"role":"user","content":"go"}"""),
                Tokens = 1,
                ItemIds = [],
            });
        Navigation.NavigateTo($"/developer/requests?call={call.Id}&tab=prompt");
        var panel = Render<RequestsPanel>();

        panel.FindAll(".tabs a").Select(static tab => tab.TextContent).ShouldBe(["Receipt", "Routing", "Prompt", "Response", "Raw"]);
        panel.Find("#call-prompt").TextContent.ShouldContain("a secret plan");
        panel.Find("#call-curl").TextContent.ShouldContain("a secret plan");
        panel.Find(".side-panel .actions a").GetAttribute("href").ShouldBe($"/developer/playground?model=jusInfer-auto&call={call.Id}");
        Navigation.NavigateTo(panel.FindAll(".tabs a")[3].GetAttribute("href")!);
        panel.WaitForAssertion(() => panel.Find("#call-response").TextContent.ShouldContain("<i>hi</i>"));
    }

    [Fact]
    public void A_call_that_the_team_does_not_have_says_so()
    {
        Navigation.NavigateTo($"/developer/requests?call={RequestId.New(Time.GetUtcNow())}");

        Render<RequestsPanel>().Find(".side-panel").TextContent.ShouldContain("There is no call with this id in your team");
    }
}
