using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class ReceiptPageTests : PanelTestContext
{
    public ReceiptPageTests() => ComponentFactories.AddStub<PageTitle>();

    [Fact, Trait("Promise", "P-8")]
    public async Task A_receipt_shows_the_cost_the_reason_for_the_model_and_that_the_call_was_simulated()
    {
        var call = Call(await MintAsync("laptop"));

        var receipt = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString()));

        receipt.Find(".amount").TextContent.ShouldBe("$0.020");
        receipt.Find(".badges").TextContent.ShouldContain("simulated");
        Fact(receipt, "Key").ShouldBe("laptop");
        Fact(receipt, "Requested model").ShouldBe("jusInfer-auto");
        Fact(receipt, "Served model").ShouldBe("openai/gpt-5");
        Fact(receipt, "Why this model").ShouldStartWith("The call needs reasoning");
        Fact(receipt, "Input").ShouldBe("1\u202F200");
        Fact(receipt, "Input read from cache").ShouldBe("300");
        Fact(receipt, "On the baseline model").ShouldBe("$0.080");
    }

    [Fact]
    public async Task A_receipt_shows_the_names_that_the_client_sent_and_no_others()
    {
        var call = Call(await MintAsync("laptop"));
        Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).FindAll("dt").Select(static term => term.TextContent).ShouldNotContain("Repository");
        Usage.Records[0] = call with { Repository = "acme/<b>shop</b>", Label = "nightly" };

        var receipt = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString()));

        Fact(receipt, "Repository").ShouldBe("acme/<b>shop</b>");
        Fact(receipt, "Label").ShouldBe("nightly");
    }

    [Fact]
    public async Task A_receipt_links_to_its_run()
    {
        var call = Call(await MintAsync("laptop"));
        Usage.Records[0] = call with { RunId = "a/b" };

        Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).Find("a[href='/developer/runs/a%2Fb']").TextContent.ShouldBe("a/b");
    }

    [Fact]
    public async Task An_answer_that_was_repeated_is_explained_once()
    {
        var call = Call(await MintAsync("laptop"));
        var repeated = new EscalatedCall("openai/gpt-5-nano", "openai", "empty", 5_000, 40, new NanoUsd(1_234_567));
        Usage.Records[0] = call with { RouteDetails = new RouteDetails { Escalated = repeated }.Format() };

        var receipt = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString()));

        Fact(receipt, "Why this model").ShouldNotContain("answered first");
        Fact(receipt, "Repeated answer").ShouldContain("The first one cost $0.00123");
    }

    [Fact]
    public async Task A_receipt_shows_what_was_reported_about_the_call()
    {
        var key = await MintAsync("laptop");
        var call = Call(key);
        Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).FindAll(".outcomes").ShouldBeEmpty();
        var report = new FeedbackReport
        {
            TeamId = call.TeamId,
            Subject = FeedbackSubject.Request,
            SubjectId = call.Id.ToString(),
            Reporter = key.Id.ToString(),
            Ok = false,
            Note = "<b>It crashes.</b>",
            At = Time.GetUtcNow(),
        };
        Feedback.ListAsync(call.TeamId, FeedbackSubject.Request, call.Id.ToString(), Arg.Any<CancellationToken>()).Returns([report]);

        var outcome = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).FindAll(".outcomes li").ShouldHaveSingleItem();

        outcome.QuerySelector(".tag")!.TextContent.ShouldBe("did not work");
        outcome.TextContent.ShouldContain("key laptop");
        outcome.TextContent.ShouldContain("<b>It crashes.</b>");
    }

    [Fact, Trait("Promise", "P-24")]
    public async Task A_receipt_lists_the_attempts_of_a_retried_call()
    {
        var call = Call(await MintAsync("laptop"));
        Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).FindAll(".attempts ol > li").ShouldHaveSingleItem().TextContent.ShouldContain("succeeded");
        AttemptRecord[] attempts = [new("alpha", "openai/gpt-5", AttemptOutcome.Failed, 502, 0, 40), new("beta", "openai/gpt-5", AttemptOutcome.Answered, 200, 41, 800)];
        Usage.Records[0] = call with { Attempts = 2, AttemptLog = AttemptLog.Write(attempts) };

        var receipt = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString()));

        receipt.FindAll(".attempts .tag").Select(static tag => tag.TextContent).ShouldBe(["failed (502)", "succeeded"]);
        receipt.FindAll(".attempts li")[0].TextContent.ShouldContain("openai/gpt-5 at alpha");
    }

    [Fact, Trait("Promise", "P-25")]
    public async Task A_receipt_of_a_resumed_call_has_a_badge_and_shows_the_interrupted_attempt()
    {
        var call = Call(await MintAsync("laptop"));
        AttemptRecord[] attempts = [new("alpha", "openai/gpt-5", AttemptOutcome.Broken, 200, 0, 400), new("beta", "openai/gpt-5", AttemptOutcome.Answered, 200, 401, 800)];
        Usage.Records[0] = call with { Attempts = 2, Resumed = true, AttemptLog = AttemptLog.Write(attempts) };

        var receipt = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString()));

        var badge = receipt.FindAll(".badges .tag").Single(static tag => tag.TextContent == "resumed");
        badge.GetAttribute("title")!.ShouldContain("interrupted");
        receipt.FindAll(".attempts .tag").Select(static tag => tag.TextContent).ShouldBe(["interrupted", "succeeded"]);
        receipt.FindAll(".attempts rect.bar").Select(static bar => bar.ClassName!.Trim()).ShouldBe(["bar failed", "bar"]);
        receipt.FindAll(".attempts .events li").Select(static item => item.TextContent).ShouldBe(
            ["First token after 250\u202Fms", "Stream resumed after 401\u202Fms", "End of the call after 1.5\u202Fs"]);
        receipt.FindAll(".attempts rect.first").ShouldHaveSingleItem("The first token came with the first attempt.");
        receipt.Find(".attempts p").TextContent.ShouldContain("the prompt once");
        receipt.FindAll(".attempts li")[0].TextContent.ShouldContain("openai/gpt-5 at alpha");
    }

    [Fact]
    public async Task A_receipt_lists_the_models_that_were_not_chosen_and_why()
    {
        var call = Call(await MintAsync("laptop"));
        Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).FindAll(".routing").ShouldBeEmpty();
        var details = new RouteDetails
        {
            Policy = 1,
            Baseline = "anthropic/claude-sonnet-4.5",
            Rejected = [new RejectedCandidate("anthropic/claude-sonnet-4.5", "price"), new RejectedCandidate("qwen/qwen3-8b", "quality")],
            Expected = NanoUsd.FromUsd(0.02m),
            ExpectedBaseline = NanoUsd.FromUsd(0.08m),
            Risk = 0.25,
        };
        Usage.Records[0] = call with { RouteDetails = details.Format() };

        var routing = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).Find(".routing");

        routing.QuerySelectorAll("tbody tr").Select(static row => string.Join('|', row.QuerySelectorAll("th, .tag, td.num").Select(static cell => cell.TextContent))).ShouldBe(
            ["openai/gpt-5|chosen|$0.020", "anthropic/claude-sonnet-4.5|not chosen|$0.080", "qwen/qwen3-8b|not chosen|–"]);
        routing.TextContent.ShouldContain("is of lower quality");
        routing.TextContent.ShouldContain("with a probability of 25%");
    }

    [Fact, Trait("Promise", "P-8")]
    public async Task A_receipt_shows_the_reported_model_and_what_else_changed_the_price()
    {
        var call = Call(await MintAsync("laptop"));
        Usage.Records[0] = call with { ModelReported = "gpt-5-2025-08-07", ServiceTier = "flex", ToolCost = NanoUsd.FromUsd(0.01m) };

        var receipt = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString()));

        Fact(receipt, "Reported model").ShouldBe("gpt-5-2025-08-07");
        Fact(receipt, "Service tier").ShouldBe("flex");
        Fact(receipt, "Tools that the provider ran").ShouldBe("$0.010");
    }

    [Fact, Trait("Promise", "P-8")]
    public async Task A_receipt_shows_the_price_of_each_bucket_if_the_cost_follows_from_them()
    {
        var call = Call(await MintAsync("laptop"));
        var model = Services.GetRequiredService<CatalogSource>().Current.Models.Single(static model => model.Id == "openai/gpt-5");
        var price = model.Prices.Versions[^1];
        Usage.Records[0] = call = call with { PricesFrom = price.From, Cost = Pricing.CostOf(call.Tokens, price) };

        Details().ShouldBe(
        [
            $"{NumberFormat.Price(price.InputPerMillion)} per million: {NumberFormat.Money(price.InputPerMillion.Usd * 1200 / 1_000_000)}",
            $"{NumberFormat.Price(price.CacheReadPerMillion)} per million: {NumberFormat.Money(price.CacheReadPerMillion.Usd * 300 / 1_000_000)}",
            $"{NumberFormat.Price(price.OutputPerMillion)} per million: {NumberFormat.Money(price.OutputPerMillion.Usd * 42 / 1_000_000)}",
        ]);

        Usage.Records[0] = call with { ServiceTier = "flex", Cost = NanoUsd.FromUsd(call.Cost.Usd / 2) };
        Details().Length.ShouldBe(4);
        Details()[^1].ShouldBe(NumberFormat.Money(-call.Cost.Usd / 2), "The tier halves the price.");
        Usage.Records[0] = call with { Cost = call.Cost + NanoUsd.FromUsd(0.01m) };
        Details().ShouldBeEmpty("The cost does not follow from the prices.");

        string[] Details() => [.. Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).FindAll(".figures .detail").Select(static detail => detail.TextContent)];
    }

    [Fact]
    public async Task A_receipt_shows_what_was_held_of_which_limits_and_what_was_not_charged()
    {
        var budget = new Budget
        {
            Id = BudgetId.New(Time.GetUtcNow()),
            TeamId = Team.Team.Id,
            Scope = BudgetScope.Tenant,
            Window = BudgetWindow.Week,
            Amount = NanoUsd.FromUsd(5),
            OnReach = ReachAction.Block,
            CreatedAt = Time.GetUtcNow(),
            Version = 1,
        };
        BudgetStore.All.Add(budget);
        var call = Call(await MintAsync("laptop"));
        Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString())).FindAll("dt").Select(static term => term.TextContent).ShouldNotContain("Held while it ran");
        Usage.Records[0] = call with
        {
            Held = NanoUsd.FromUsd(0.05m),
            HeldLimits = HeldLimits.Format([HeldLimits.Wallet, budget.Id.ToString(), BudgetId.New(Time.GetUtcNow()).ToString()]),
            Unbilled = NanoUsd.FromUsd(0.01m),
        };

        var receipt = Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, call.Id.ToString()));

        Fact(receipt, "Held while it ran").ShouldBe("$0.050");
        receipt.Find(".figures .detail").TextContent.ShouldBe(
            "of the wallet, the budget of the team per week, a budget that was removed since or that others manage. $0.030 was released when it ended.");
        Fact(receipt, "Not charged, because no limit had room for it").ShouldBe("$0.010");
    }

    [Fact]
    public async Task A_call_of_another_team_is_not_found()
    {
        var call = Call(await MintAsync("laptop"));
        Usage.Records[0] = call with { TeamId = TeamId.New(Time.GetUtcNow()) };

        IsMissing(call.Id.ToString()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("req_0")]
    [InlineData("anything")]
    public void An_invalid_id_is_not_found(string id) => IsMissing(id).ShouldBeTrue();

    private static string Fact(IRenderedComponent<ReceiptPage> receipt, string name) =>
        receipt.FindAll("dt").Single(term => term.TextContent == name).NextElementSibling!.TextContent;

    private bool IsMissing(string id)
    {
        var missing = false;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => missing = true;
        Render<ReceiptPage>(page => page.Add(receipt => receipt.Id, id)).FindAll("dl").ShouldBeEmpty();
        return missing;
    }
}
