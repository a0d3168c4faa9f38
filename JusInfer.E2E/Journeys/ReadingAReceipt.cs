using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>A receipt explains one call.</summary>
public sealed class ReadingAReceipt : Journey
{
    [Fact]
    public async Task A_request_links_to_its_receipt()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Requests.OpenAsync("?model=" + Uri.EscapeDataString(Agent.Pinned));
        await ada.Page.GotoAsync(await ada.Requests.NewestReceiptAsync(SampleTeam.LiveKey));

        await Expect(ada.Receipt.Heading).ToBeVisibleAsync();
        await Expect(ada.Receipt.Value("Key")).ToHaveTextAsync(SampleTeam.LiveKey);
        await Expect(ada.Receipt.Value("Requested model")).ToHaveTextAsync(Agent.Pinned);
        await Expect(ada.Receipt.Value("Served model")).ToHaveTextAsync(Agent.Pinned);
        await Expect(ada.Receipt.Value("Why this model")).Not.ToBeEmptyAsync();
        await Expect(ada.Receipt.Value("Attempts")).ToHaveTextAsync("1");
        await Expect(ada.Receipt.Value("Output")).Not.ToHaveTextAsync("0");
        await Expect(ada.Receipt.Value("Cost")).ToContainTextAsync("$0.0");
        await Expect(ada.Receipt.Prices.First).ToContainTextAsync("per million: $");
        await Expect(ada.Receipt.Simulated).ToBeVisibleAsync();

        await ada.Page.GoBackAsync();
        await Expect(ada.Requests.Rows.First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_receipt_opens_by_its_address()
    {
        var grace = await Site.SampleTeam;
        var ada = await OpenVisitorAsync(session: grace.Session);
        await ada.Page.GotoAsync(grace.Receipt);
        await Expect(ada.Receipt.Heading).ToBeVisibleAsync();
        await Expect(ada.Receipt.Value("Request id")).ToHaveTextAsync(grace.Receipt[(UsagePage.Path.Length + 1)..]);
    }

    [Fact]
    public async Task An_invalid_id_shows_the_page_for_a_missing_page()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        ada.Errors.Expect("/developer/usage/req_nothing", 404);
        (await ada.Page.GotoAsync("/developer/usage/req_nothing"))!.Status.ShouldBe(404);
        await Expect(ada.Layout.Heading).ToHaveTextAsync("Page not found");
    }
}
