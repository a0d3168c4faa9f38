using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Asking models in the portal, with calls that the simulator answers.</summary>
public sealed class UsingThePlayground : Journey
{
    [Fact]
    public async Task An_answer_is_streamed_with_its_cost_and_its_receipt_and_the_decision_is_explained()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Playground", Exact = true }).ClickAsync();
        await ada.Playground.Message.FillAsync("What is a lease?");
        await ada.Playground.Message.PressAsync("Control+Enter");

        await Expect(ada.Playground.Column(1).GetByText("Complete.")).ToBeVisibleAsync();
        await Expect(ada.Playground.Answers).ToContainTextAsync("[simulated]");
        await Expect(ada.Playground.Fact("Cost")).ToContainTextAsync("$");
        await Expect(ada.Playground.Fact("First token")).ToContainTextAsync("ms");
        await Expect(ada.Playground.Column(1)).ToContainTextAsync("simulated.");
        await ada.Playground.Column(1).GetByRole(AriaRole.Link, new() { Name = "Receipt" }).ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "Receipt" })).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("Playground", new() { Exact = true }).Last).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_connection_that_is_cut_while_the_answer_arrives_is_resumed()
    {
        var portal = StopAfterBrowsers(await PortalProcess.StartAsync(("Accounts__SignUp", "open"), ("Simulator__TokenDelay", "00:00:00.100")));
        var ada = await OpenVisitorAsync(address: portal.Address);
        await ada.Login.SignUpAsync(Person.New("ada"));
        await ada.Playground.OpenAsync();
        await Expect(ada.Playground.Cut).ToBeDisabledAsync();
        await ada.Playground.Example.ClickAsync();
        await Expect(ada.Playground.Answers).ToContainTextAsync("[simulated]");

        await ada.Playground.Cut.ClickAsync();

        await Expect(ada.Playground.Answers).ToContainTextAsync("Connection to the provider cut");
        await Expect(ada.Playground.Answers).ToContainTextAsync("Stream resumed, attempt 2 at simulator");
        await Expect(ada.Playground.Column(1).GetByText("JusInfer resumed the stream: 2 attempts, one answer, one bill.")).ToBeVisibleAsync();
        await Expect(ada.Playground.Fact("Attempts")).ToHaveTextAsync("2");

        await ada.Playground.Send.ClickAsync();
        await Expect(ada.Playground.Answers).ToContainTextAsync("[simulated]");
        await ada.Playground.Stop.ClickAsync();
        await Expect(ada.Playground.Column(1).GetByText("Stopped.")).ToBeVisibleAsync();
        await Expect(ada.Playground.Send).ToBeVisibleAsync();
        await ada.Page.GotoAsync("about:blank");
    }

    [Fact]
    public async Task Three_models_answer_side_by_side_and_the_request_is_shown_as_code()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Playground.OpenAsync("?model=openai/gpt-5");
        await ada.Playground.Compare.ClickAsync();
        await ada.Playground.Compare.ClickAsync();
        await Expect(ada.Playground.Compare).ToHaveCountAsync(0);

        await ada.Playground.AskAsync("Which of you is the cheapest?");

        await Expect(ada.Playground.Answers).ToHaveCountAsync(3);
        await ada.Playground.OpenCodeAsync();
        await Expect(ada.Playground.Code).ToContainTextAsync("Which of you is the cheapest?");
        await ada.Playground.Code.GetByRole(AriaRole.Combobox).SelectOptionAsync("Python");
        await Expect(ada.Playground.Code).ToContainTextAsync("from openai import OpenAI");
        await ada.Playground.Code.GetByRole(AriaRole.Combobox).SelectOptionAsync("Claude Code");
        await Expect(ada.Playground.Code).ToContainTextAsync("/connect/claude-code/setup.sh");
    }

    [Fact]
    public async Task The_key_of_the_playground_is_listed_while_the_page_is_open()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Playground.OpenAsync();
        await ada.Playground.AskAsync("Hello");
        await Expect(ada.Page.GetByText("named Playground")).ToBeVisibleAsync();
        var other = await OpenVisitorAsync(session: await ada.SessionAsync());
        await other.Keys.OpenAsync();
        await Expect(other.Keys.Row("Playground")).ToBeVisibleAsync();

        await ada.Keys.OpenAsync();

        await Expect(ada.Keys.Empty).ToBeVisibleAsync();
        await Expect(other.Keys.Empty).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Mistakes_are_named_next_to_their_fields()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Playground.OpenAsync();
        await ada.Playground.Options.ClickAsync();
        await ada.Page.GetByLabel("Tools", new() { Exact = true }).FillAsync("{");
        await ada.Playground.Send.ClickAsync();

        await Expect(ada.Playground.Error).ToHaveCountAsync(2);
        await Expect(ada.Page.GetByLabel("Tools", new() { Exact = true })).ToHaveValueAsync("{");
    }
}
