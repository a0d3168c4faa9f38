using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>One call, explained.</summary>
public sealed class ReadingAReceipt : Journey
{
    [Fact]
    public async Task A_request_leads_to_its_receipt()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Usage.OpenAsync("?model=" + Uri.EscapeDataString(Agent.Pinned));
        var request = ada.Usage.Requests.Filter(new() { HasText = FurnishedTeam.LiveKey });
        await request.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(ada.Receipt.Heading).ToBeVisibleAsync();
        await Expect(ada.Receipt.Fact("Key")).ToHaveTextAsync(FurnishedTeam.LiveKey);
        await Expect(ada.Receipt.Fact("Model asked")).ToHaveTextAsync(Agent.Pinned);
        await Expect(ada.Receipt.Fact("Model served")).ToHaveTextAsync(Agent.Pinned);
        await Expect(ada.Receipt.Fact("Why this model")).Not.ToBeEmptyAsync();
        await Expect(ada.Receipt.Fact("Attempts")).ToHaveTextAsync("1");
        await Expect(ada.Receipt.Fact("Output")).Not.ToHaveTextAsync("0");
        await Expect(ada.Receipt.Fact("Cost")).ToContainTextAsync("$0.0");
        await Expect(ada.Receipt.Simulated).ToBeVisibleAsync();

        await ada.Page.GoBackAsync();
        await Expect(ada.Usage.Requests.First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_receipt_can_be_linked_to()
    {
        var grace = await Site.FurnishedTeam;
        var ada = await ArriveAsync(session: grace.Session);
        await ada.Page.GotoAsync(grace.Receipt);
        await Expect(ada.Receipt.Heading).ToBeVisibleAsync();
        await Expect(ada.Receipt.Fact("Request id")).ToHaveTextAsync(grace.Receipt[(UsagePage.Path.Length + 1)..]);
    }

    [Fact]
    public async Task An_id_that_is_none_leads_to_a_page_that_says_so()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        ada.Watch.Expect("/developer/usage/req_nothing", 404);
        (await ada.Page.GotoAsync("/developer/usage/req_nothing"))!.Status.ShouldBe(404);
        await Expect(ada.Frame.Heading).ToHaveTextAsync("There is no page here");
    }
}
