using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>A person finds out why a call was rejected, and what to do.</summary>
public sealed class SeeingARejectedCall : Journey
{
    private const string Code = "MODEL_NOT_ALLOWED";

    private const string OtherModel = "anthropic/claude-sonnet-4.5";

    [Fact]
    public async Task A_call_of_a_model_that_its_key_does_not_allow_is_listed_with_its_code_and_what_to_do()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Keys.Mint.ClickAsync();
        await ada.Keys.Dialog.Field("Name").FillAsync("One model only");
        await ada.Keys.Dialog.MoreOptions.ClickAsync();
        await ada.Keys.Dialog.Field("Allowed models").FillAsync(Agent.Pinned);
        await ada.Keys.Dialog.Button("Mint key").ClickAsync();
        var agent = AgentWith(await ada.Keys.ReadKeyAsync());
        await ada.Keys.Dialog.CloseWithAsync("I have stored it");
        await Expect(ada.Keys.Row("One model only")).ToContainTextAsync($"only {Agent.Pinned}");
        (await agent.CallAsync()).ShouldStartWith("[simulated]");

        var rejection = await agent.RejectedAsync(OtherModel);

        (rejection.Status, rejection.Code).ShouldBe((403, Code));
        await ada.Requests.OpenAsync();
        await ada.Requests.ChooseAsync("status", "Rejected");
        await Expect(ada.Requests.Rows).ToHaveCountAsync(1);
        await Expect(ada.Requests.Rows).ToContainTextAsync($"403 {Code}");
        await Expect(ada.Requests.Rows).ToContainTextAsync("One model only");
        await ada.Requests.Rows.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Requests.Drawer).ToContainTextAsync($"This key is not allowed to use '{OtherModel}', only {Agent.Pinned}.");
        await Expect(ada.Requests.Drawer).ToContainTextAsync("Request one of these, or ask an owner of the team to change the key.");

        await ada.Requests.OpenAsync($"?code={Code}");
        await Expect(ada.Requests.Rows).ToHaveCountAsync(1);
        await Expect(ada.Requests.ActiveFilter("Error")).ToContainTextAsync(Code);
        await ada.Requests.OpenAsync("?code=RATE_LIMIT&q=nothing");
        await Expect(ada.Page.GetByText("No requests match these filters.")).ToBeVisibleAsync();
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove Error: RATE_LIMIT" }).ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(RequestsPage.Path + "?q=nothing");
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Show all requests" }).ClickAsync();
        await Expect(ada.Requests.Rejected).ToHaveCountAsync(1);
    }
}
