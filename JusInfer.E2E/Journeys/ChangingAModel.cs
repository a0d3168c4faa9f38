using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The operator gives a model another name and price and turns it off, without a restart.</summary>
public sealed class ChangingAModel : Journey
{
    /// <summary>No other journey calls it, and automatic routing does not choose it.</summary>
    private const string Model = "nousresearch/hermes-4-405b";

    private const string Other = "nousresearch/hermes-4-70b";

    [Fact]
    public async Task A_name_a_price_and_the_end_of_a_model_apply_to_the_next_call()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await grace.Models.OpenAsync("?q=hermes");
        await Expect(grace.Models.Rows).ToHaveCountAsync(2);

        await grace.Models.Change(Model).ClickAsync();
        await grace.Models.Dialog.Field("Other names").FillAsync("the-house-model");
        await grace.Models.Dialog.Field("Input").FillAsync("1.5");
        await grace.Models.Dialog.Field("Output").FillAsync("6");
        await grace.Models.Dialog.Button("Save").ClickAsync();
        await Expect(grace.Models.Dialog.Errors).ToContainTextAsync("The source must be the address of the page that has the price");
        await grace.Models.Dialog.Field("Source").FillAsync("https://example.com/contract");
        await grace.Models.Dialog.CloseWithAsync("Save");

        await Expect(grace.Models.Row(Model)).ToContainTextAsync("also the-house-model");
        await Expect(grace.Models.Row(Model)).ToContainTextAsync("$1.50");
        await agent.CallAsync("the-house-model");
        await ada.Page.GotoAsync("/catalog/the-house-model");
        await Expect(ada.Layout.Heading).ToHaveTextAsync(Model);
        await Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "example.com" })).ToBeVisibleAsync();

        await grace.Models.Change(Model).ClickAsync();
        await grace.Models.IsOn.UncheckAsync();
        await grace.Models.Dialog.CloseWithAsync("Save");
        await Expect(grace.Models.Row(Model)).ToContainTextAsync("off");
        (await agent.RejectedAsync("the-house-model")).Message.ShouldContain($"has turned {Model} off");
        await ada.Page.ReloadAsync();
        await Expect(ada.Page.GetByText("The operator has turned this model off.")).ToBeVisibleAsync();

        await grace.Models.Change(Model).ClickAsync();
        await grace.Models.IsOn.CheckAsync();
        await grace.Models.Dialog.Field("Other names").FillAsync("");
        foreach (var field in (string[])["Input", "Output", "Cache read", "Cache write, 5 minutes", "Cache write, 1 hour", "Source"]) await grace.Models.Dialog.Field(field).FillAsync("");
        await grace.Models.Dialog.CloseWithAsync("Save");
        await Expect(grace.Models.Row(Model)).ToContainTextAsync("catalog");
        (await agent.RejectedAsync("the-house-model")).Code.ShouldBe("MODEL_NOT_FOUND");
    }

    [Fact]
    public async Task Of_two_operators_with_the_same_dialog_the_second_is_told_what_the_first_has_saved()
    {
        var session = (await Site.SampleTeam).Session;
        var (grace, ada) = (await OpenVisitorAsync(session: session), await OpenVisitorAsync(session: session));
        foreach (var visitor in new[] { grace, ada })
        {
            await visitor.Models.OpenAsync("?q=hermes-4-70b");
            await visitor.Models.Change(Other).ClickAsync();
            await Expect(visitor.Models.Dialog.Field("Other names")).ToBeVisibleAsync();
        }

        await grace.Models.Dialog.Field("Other names").FillAsync("name-of-grace");
        await grace.Models.Dialog.CloseWithAsync("Save");
        await ada.Models.Dialog.Field("Other names").FillAsync("name-of-ada");
        await ada.Models.Dialog.Button("Save").ClickAsync();

        await Expect(ada.Models.Dialog.Self.GetByText("Its other names are now name-of-grace.")).ToBeVisibleAsync();
        await Expect(ada.Models.Dialog.Field("Other names")).ToHaveValueAsync("name-of-ada");
        await Expect(grace.Models.Row(Other)).ToContainTextAsync("also name-of-grace");
        await ada.Models.Dialog.CloseWithAsync("Save anyway");
        await Expect(ada.Models.Row(Other)).ToContainTextAsync("also name-of-ada");

        await ada.Models.Change(Other).ClickAsync();
        await ada.Models.Dialog.Field("Other names").FillAsync("");
        await ada.Models.Dialog.CloseWithAsync("Save");
        await Expect(ada.Models.Row(Other)).Not.ToContainTextAsync("also");
    }
}
