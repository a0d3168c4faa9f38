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
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Rejected", Exact = true }).ClickAsync();
        await Expect(ada.Requests.Rejected).ToHaveCountAsync(1);
        await Expect(ada.Requests.Rejected).ToContainTextAsync("403");
        await Expect(ada.Requests.Rejected).ToContainTextAsync(Code);
        await Expect(ada.Requests.Rejected).ToContainTextAsync($"This key is not allowed to use '{OtherModel}', only {Agent.Pinned}.");
        await Expect(ada.Requests.Rejected).ToContainTextAsync("Request one of these, or ask an owner of the team to change the key.");
        await Expect(ada.Requests.Rejected).ToContainTextAsync("One model only");

        await ada.Requests.Choice("Error").SelectOptionAsync(Code);
        await Expect(ada.Page).ToHaveURLAsync(AddressWith(Code));
        await Expect(ada.Requests.Rejected).ToHaveCountAsync(1);
        await ada.Page.ReloadAsync();
        await Expect(ada.Requests.Rejected).ToHaveCountAsync(1);
        await Expect(ada.Requests.Choice("Error")).ToHaveValueAsync(Code);

        await ada.Requests.Choice("Error").SelectOptionAsync("RATE_LIMIT");
        await Expect(ada.Page).ToHaveURLAsync(AddressWith("RATE_LIMIT"));
        await Expect(ada.Page.GetByText("No rejected requests match these filters.")).ToBeVisibleAsync();
        await Expect(ada.Requests.Rejected).ToHaveCountAsync(0);
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Show all", Exact = true }).ClickAsync();
        await Expect(ada.Requests.Rejected).ToHaveCountAsync(1);
    }

    private static string AddressWith(string code) => $"{RequestsPage.Path}/rejected?code={code}";
}
