using System.Collections.Immutable;
using Bunit;
using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Operator;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Operator;

public sealed class OverviewPanelTests : PanelTestContext
{
    private readonly string journal = Path.Combine(Path.GetTempPath(), $"jusinfer-overview-{Guid.NewGuid():N}");
    private readonly OpenCalls calls = new();
    private readonly Signal<RecordStored> stored = new();
    private readonly IMailStore mails = Substitute.For<IMailStore>();
    private readonly IDeliveryStore deliveries = Substitute.For<IDeliveryStore>();

    public OverviewPanelTests()
    {
        ComponentFactories.AddStub<PageTitle>();
        ComponentFactories.AddStub<NodesSection>();
        Services.AddMetrics().AddSingleton<ResumptionCounters>().AddSingleton<EndpointHealthRegistry>().AddSingleton<ProviderHealth>().AddSingleton(new RetryBudget(20, Time));
        Services.AddSingleton(calls).AddSingleton(new JournalOptions { Path = journal }).AddSingleton<UsageJournal>();
        Services.AddSingleton<DamagedJournals>().AddSingleton<NodeStatus>();
        Services.AddSingleton(stored).AddSingleton<BillingReview>();
        Services.AddSingleton(mails).AddSingleton(deliveries);
        ShowQueues(new MailQueue(0, null, 0), new DeliveryQueue(0, null, null, 0, 0));
        ShowTeams();
    }

    [Fact]
    public void For_a_user_who_is_not_an_operator_the_page_does_not_exist()
    {
        var missing = false;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => missing = true;

        Render<OverviewPage>().Markup.Trim().ShouldBeEmpty();

        missing.ShouldBeTrue();
        Render<OverviewPanel>().FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void Running_calls_and_open_circuits_are_refreshed()
    {
        MakeOwnerAnOperator();
        var panel = Render<OverviewPanel>();
        Tile(panel, "Running calls").ShouldBe("0");

        calls.TryBegin();
        var model = Services.GetRequiredService<CatalogSnapshot>().Models[0];
        var health = Services.GetRequiredService<EndpointHealthRegistry>().Get(model.UsableEndpoints[0]);
        var cut = AttemptFailure.OfProvider("cut") with { IsLost = true };
        for (var failure = 0; failure < 5; failure++) health.ReportInterruption(default, cut);
        Time.Advance(TimeSpan.FromSeconds(2));

        panel.WaitForAssertion(() => Tile(panel, "Running calls").ShouldBe("1"));
        Tile(panel, "Open circuit breakers").ShouldBe("1");
        panel.Find(".mud-alert-outlined-error").TextContent.ShouldContain($"{model.Id} at simulator");
    }

    [Fact]
    public void A_paused_team_is_an_alarm_and_is_resumed()
    {
        MakeOwnerAnOperator();
        var team = TeamOf(Team.Team.Id, "Ada", days: 0, balance: 1, WalletMode.Prepaid);
        ShowTeams(team);
        Wallets.FindTeamAsync(team.Id, Arg.Any<CancellationToken>()).Returns(team);
        var pause = new Pause
        {
            TeamId = team.Id,
            Scope = PauseScope.Team,
            Subject = team.Id.ToString(),
            KeyId = KeyId.New(Time.GetUtcNow()),
            MemberId = Team.Owner.Id,
            At = Time.GetUtcNow(),
            Reason = "It costs too much.",
        };
        Pauses.ListTeamsAsync(Arg.Any<CancellationToken>()).Returns([pause]);
        var panel = Render<OverviewPanel>();
        panel.Find(".mud-alert-outlined-error").TextContent.ShouldContain("A team is paused");
        panel.Find("[aria-label='Paused teams'] tbody th").TextContent.ShouldContain("It costs too much.");

        panel.Find("[aria-label='Resume Ada']").Click();
        Pauses.ListTeamsAsync(Arg.Any<CancellationToken>()).Returns([]);
        panel.WaitForElement("[role=dialog] button[type=submit]").Click();

        panel.WaitForAssertion(() =>
        {
            _ = Pauses.Received(1).ResumeAsync(
                team.Id, PauseScope.Team, team.Id.ToString(), Time.GetUtcNow(), Arg.Any<CancellationToken>());
            panel.FindAll("[aria-label='Paused teams']").ShouldBeEmpty();
        });
    }

    [Fact]
    public void Two_accounts_of_one_mailbox_are_an_alarm_with_the_way_to_settle_them()
    {
        MakeOwnerAnOperator();
        LegacyStore.ListAsync(Arg.Any<CancellationToken>()).Returns(new LegacyAccountList([], SharedMailboxes: 1, MoreMailboxes: 0));

        var alarm = Render<OverviewPanel>().FindAll(".mud-alert-outlined-warning")
            .Single(static notice => notice.TextContent.Contains("mailbox", StringComparison.Ordinal));

        alarm.TextContent.ShouldStartWith("A mailbox has more than one account");
        alarm.QuerySelector("a")!.GetAttribute("href").ShouldBe("/operator/accounts");
    }

    [Fact]
    public void The_open_page_follows_the_catalog_and_says_that_every_call_fails()
    {
        MakeOwnerAnOperator();
        var panel = Render<OverviewPanel>();
        panel.Find(".mud-alert").TextContent.ShouldStartWith("Demo mode");

        var source = Services.GetRequiredService<CatalogSource>();
        source.Replace(source.File, wasConnected: true);
        Time.Advance(TimeSpan.FromSeconds(2));

        panel.WaitForAssertion(() => panel.Find(".mud-alert").TextContent
            .ShouldStartWith("No provider is connected any more, so every call fails."));
    }

    [Fact]
    public async Task Each_team_has_its_spend_and_the_state_of_its_wallet()
    {
        MakeOwnerAnOperator();
        Services.AddCatalog(static _ => CatalogReader.Read(File.ReadAllBytes(Repository.PathOf("catalog.json")), Tests.Catalog.CatalogFile.Dialects, static _ => "credential").Value);
        Call(await MintAsync("laptop"));
        ShowTeams(TeamOf(Team.Team.Id, "Ada", days: 0, balance: 0, WalletMode.Prepaid), TeamOf(NewId(days: 1), "Grace", days: 1, balance: 12.5m, WalletMode.Postpaid), TeamOf(NewId(days: 8), "Old", days: 8, balance: 3, WalletMode.Prepaid));

        var panel = Render<OverviewPanel>();

        var rows = panel.FindAll("#teams-title")[0].Closest("section")!.QuerySelectorAll("tbody tr").Select(static row => row.TextContent).ToList();
        rows[0].ShouldContain("Ada");
        rows[0].ShouldContain("$0.020");
        rows[0].ShouldContain("1 call, 0 failed");
        rows[0].ShouldContain("empty");
        rows[1].ShouldContain("$12.50");
        rows[1].ShouldContain("postpaid");
        rows[2].ShouldContain("$3.00");
        Tile(panel, "New teams in 7 days").ShouldBe("2");
    }

    [Fact]
    public void A_wallet_is_credited_and_a_wrong_amount_says_what_to_type()
    {
        MakeOwnerAnOperator();
        Services.AddSingleton<WalletService>();
        var team = TeamOf(Team.Team.Id, "Ada", days: 0, balance: 1, WalletMode.Prepaid);
        ShowTeams(team);
        Wallets.FindTeamAsync(team.Id, Arg.Any<CancellationToken>()).Returns(team);
        Wallets.FindImbalanceAsync(team.Id, Arg.Any<CancellationToken>()).Returns((string?)null);
        var panel = Render<OverviewPanel>();

        panel.Find("[aria-label='Change the wallet of Ada']").Click(); // Ends when the dialog is closed.
        panel.WaitForElement("#wallet-amount").Change("plenty");
        panel.Find("form").Submit();
        panel.WaitForAssertion(() => panel.Find("#wallet-amount-error").TextContent.ShouldBe("The amount must be an amount in US dollars, such as 25 or 12.50."));
        panel.Find("#wallet-amount").Change("25");
        panel.Find("#wallet-note").Change("Invoice 7");
        panel.Find("form").Submit();

        panel.WaitForAssertion(() =>
        {
            _ = Wallets.Received(1).AddAsync(team.Id, LedgerKind.Credit, NanoUsd.FromUsd(25), "Invoice 7", Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>());
        });
    }

    [Fact]
    public void A_fault_after_a_credit_says_that_the_page_may_not_show_it_and_is_tried_again()
    {
        MakeOwnerAnOperator();
        Services.AddSingleton<WalletService>();
        var team = TeamOf(Team.Team.Id, "Ada", days: 0, balance: 1, WalletMode.Prepaid);
        ShowTeams(team);
        Wallets.FindTeamAsync(team.Id, Arg.Any<CancellationToken>()).Returns(team);
        Wallets.FindImbalanceAsync(team.Id, Arg.Any<CancellationToken>()).Returns((string?)null);
        var panel = Render<OverviewPanel>();
        panel.Find("[aria-label='Change the wallet of Ada']").Click();
        panel.WaitForElement("#wallet-amount").Change("25");
        Wallets.ListNewestTeamsAsync(Arg.Any<int>(), Arg.Any<TeamId?>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromException<ImmutableArray<TeamWallet>>(new IOException("The store is down.")));

        panel.Find("form").Submit();

        panel.WaitForAssertion(() =>
            Notices(panel).ShouldContain("This page could not be updated, so it may not show your last change. It tries again in 5 seconds."));
        _ = Wallets.Received(1).AddAsync(team.Id, LedgerKind.Credit, NanoUsd.FromUsd(25), Arg.Any<string?>(), Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>());
        ShowTeams(team);
        Time.Advance(TimeSpan.FromSeconds(6));
        Time.Advance(TimeSpan.FromSeconds(1));
        panel.WaitForAssertion(() =>
            Notices(panel).ShouldNotContain(static notice => notice.Contains("not be updated", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_second_factor_that_is_due_is_asked_for_before_the_wallet_dialog_opens()
    {
        MakeOwnerAnOperator();
        var stepUp = Substitute.For<IStepUpAuthentication>();
        stepUp.CheckAsync(Team.Owner.UserId, Arg.Any<CancellationToken>()).Returns(new RequestError.SecondFactorRequired("Confirm this."));
        Services.AddSingleton(stepUp);
        ShowTeams(TeamOf(Team.Team.Id, "Ada", days: 0, balance: 1, WalletMode.Prepaid));
        var panel = Render<OverviewPanel>();

        panel.Find("[aria-label='Change the wallet of Ada']").Click();

        panel.WaitForAssertion(() => Services.GetRequiredService<NavigationManager>().Uri.ShouldContain("/account/confirm?returnUrl="));
        panel.FindAll("#wallet-amount").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_was_left_while_it_loaded_is_not_refreshed_any_more()
    {
        MakeOwnerAnOperator();
        var loading = new TaskCompletionSource<ImmutableArray<TeamWallet>>();
        Wallets.ListNewestTeamsAsync(Arg.Any<int>(), Arg.Any<TeamId?>(), Arg.Any<CancellationToken>()).Returns(loading.Task);
        Render<OverviewPanel>();

        await DisposeComponentsAsync();
        loading.SetResult([]);
        Time.Advance(TimeSpan.FromSeconds(30));

        await mails.Received(1).ReadQueueAsync(Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Alarms_say_where_to_look_and_there_are_none_without_a_reason()
    {
        MakeOwnerAnOperator();
        var bills = Services.GetRequiredService<BillingReview>();
        await bills.StartAsync(CancellationToken.None);
        var panel = Render<OverviewPanel>();
        Alarms(panel).ShouldBe("None.");

        var call = Call(await MintAsync("laptop")) with { Simulated = false, PricesFrom = new DateOnly(2026, 1, 1) };
        stored.Publish(new RecordStored(call with { Unbilled = NanoUsd.FromUsd(0.5m) }));
        stored.Publish(new RecordStored(call with { PricesFrom = null }));
        Time.Advance(TimeSpan.FromSeconds(2));

        panel.WaitForAssertion(() => Alarms(panel).ShouldBe(
            "1 call of the last 24 hours cost $0.500 more than was held, which no team is charged for. Bills | 1 call of the last 24 hours had tokens without a price. Set prices"));
        await bills.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void A_damaged_journal_is_shown_until_the_operator_deletes_the_file()
    {
        MakeOwnerAnOperator();
        var kept = Path.Combine(journal, "1.journal.damaged");
        Directory.CreateDirectory(journal);
        File.WriteAllText(kept, "");
        var panel = Render<OverviewPanel>();
        panel.WaitForAssertion(() => Alarms(panel).ShouldBe(
            $"A damaged journal is kept on this node, such as {kept}. Calls in the damaged parts may not be charged. What to do"));

        Directory.Delete(journal, recursive: true);
        Time.Advance(TimeSpan.FromSeconds(2));

        panel.WaitForAssertion(() => Alarms(panel).ShouldBe("None."));
    }

    [Fact]
    public void Mails_and_deliveries_that_wait_are_shown_and_marked_when_they_wait_too_long()
    {
        MakeOwnerAnOperator();
        var now = Time.GetUtcNow();
        ShowQueues(new MailQueue(2, now.AddMinutes(-29), 0), new DeliveryQueue(1200, now.AddHours(-5), now.AddMinutes(10), 3, 1));
        var panel = Render<OverviewPanel>();
        Tile(panel, "Mails to send").ShouldBe("2");
        Note(panel, "Mails to send").ShouldBe("the oldest for 29 min");
        Tile(panel, "Webhook deliveries to send").ShouldBe("1\u202F200");
        Note(panel, "Webhook deliveries to send").ShouldBe("the oldest for 5 h, 3 failed before; 1 given up in 7 days");
        panel.FindAll(".tiles > .attention").ShouldBeEmpty();
        Alarms(panel).ShouldBe("None.");

        ShowQueues(new MailQueue(3, now.AddMinutes(-30), 1), new DeliveryQueue(4, now.AddHours(-5), now.AddMinutes(-5), 0, 0));
        Time.Advance(TimeSpan.FromSeconds(8));
        panel.FindAll(".tiles > .attention").ShouldBeEmpty();
        Time.Advance(TimeSpan.FromSeconds(2));

        panel.WaitForAssertion(() => panel.FindAll(".tiles > .attention").Count.ShouldBe(2));
        Note(panel, "Mails to send").ShouldBe("the oldest for 30 min, 1 failed before");
        Alarms(panel).ShouldBe(
            "3 mails wait, the oldest for 30 min. The log says why; check the SMTP server. Send e-mail | Webhook deliveries are due for 5 min and not sent. Look for events of webhooks in the log. Operations");
    }

    [Fact]
    public void While_the_store_is_down_the_queues_are_unknown_and_read_again()
    {
        MakeOwnerAnOperator();
        mails.ReadQueueAsync(Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(Task.FromException<MailQueue>(new IOException("The store is down.")));
        var panel = Render<OverviewPanel>();
        Tile(panel, "Mails to send").ShouldBe("–");
        Alarms(panel).ShouldStartWith("The mails and webhook deliveries that wait could not be read.");

        ShowQueues(new MailQueue(0, null, 0), new DeliveryQueue(0, null, null, 0, 0));
        Time.Advance(TimeSpan.FromSeconds(10));

        panel.WaitForAssertion(() => Alarms(panel).ShouldBe("None."));
        Note(panel, "Mails to send").ShouldBe("Queue is empty");
    }

    [Fact]
    public void Teams_are_listed_in_pages()
    {
        MakeOwnerAnOperator();
        ShowTeams([.. Enumerable.Range(0, 26).Select(number => TeamOf(NewId(number), $"Team {number}", number, balance: 1, WalletMode.Prepaid))]);

        var panel = Render<OverviewPanel>();

        panel.FindAll("#teams-title")[0].Closest("section")!.QuerySelectorAll("tbody tr").Length.ShouldBe(25);
        panel.Find(".page-links a").GetAttribute("href")!.ShouldContain("after=ten_");
    }

    [Fact]
    public async Task Calls_whose_bill_needs_attention_are_counted_for_a_day()
    {
        MakeOwnerAnOperator();
        var bills = Services.GetRequiredService<BillingReview>();
        await bills.StartAsync(CancellationToken.None);
        var call = Call(await MintAsync("laptop")) with { Simulated = false, PricesFrom = new DateOnly(2026, 1, 1) };
        stored.Publish(new RecordStored(call with { Simulated = true, Unbilled = NanoUsd.FromUsd(5) }));
        stored.Publish(new RecordStored(call));
        stored.Publish(new RecordStored(call with { Unbilled = NanoUsd.FromUsd(0.5m) }));
        stored.Publish(new RecordStored(call with { PricesFrom = null }));
        stored.Publish(new RecordStored(call with { PricesFrom = null, ModelServed = "local/qwen3-8b" }));
        stored.Publish(new RecordStored(call with { Source = UsageSource.Counted }));
        stored.Publish(new RecordStored(call with { UsageMismatch = "total" }));

        var rows = Render<OverviewPanel>().Find("#bills-title").Closest("section")!.QuerySelectorAll("tbody tr");

        rows.Select(static row => row.QuerySelector("td")!.TextContent).ShouldBe(["6", "1", "1", "1", "1"]);
        rows[1].TextContent.ShouldContain("$0.500");
        Time.Skip(TimeSpan.FromHours(23));
        bills.Sum().Calls.ShouldBe(6);
        Time.Skip(TimeSpan.FromHours(1));
        bills.Sum().ShouldBe(default);
        await bills.StopAsync(CancellationToken.None);
        stored.Publish(new RecordStored(call));
        bills.Sum().ShouldBe(default);
    }

    private static IEnumerable<string> Notices(IRenderedComponent<OverviewPanel> panel) =>
        panel.FindAll(".mud-alert").Select(static notice => notice.TextContent);

    private static string Alarms(IRenderedComponent<OverviewPanel> panel)
    {
        var section = panel.Find("#alarms-title").Closest("section")!;
        return string.Join(" | ", section.QuerySelectorAll("p, .mud-alert").Select(static alarm => alarm.TextContent.Trim()));
    }

    private static string Tile(IRenderedComponent<OverviewPanel> panel, string name) =>
        panel.FindAll(".tiles > div").Single(tile => tile.QuerySelector("dt")!.TextContent == name).QuerySelector("dd")!.TextContent;

    private static string Note(IRenderedComponent<OverviewPanel> panel, string name) =>
        panel.FindAll(".tiles > div").Single(tile => tile.QuerySelector("dt")!.TextContent == name).QuerySelector(".note")!.TextContent;

    private void ShowQueues(MailQueue waiting, DeliveryQueue due)
    {
        mails.ReadQueueAsync(Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(waiting);
        deliveries.ReadQueueAsync(Arg.Any<DateTimeOffset>(), Arg.Any<CancellationToken>()).Returns(due);
    }

    private void MakeOwnerAnOperator() => OperatorStore.First = Team.Owner.UserId;

    private TeamId NewId(int days) => TeamId.New(Time.GetUtcNow().AddDays(-days));

    private TeamWallet TeamOf(TeamId id, string name, int days, decimal balance, WalletMode mode) =>
        new(id, name, Time.GetUtcNow().AddDays(-days), new WalletState(id, mode, NanoUsd.FromUsd(balance), NanoUsd.Zero));

    private void ShowTeams(params ImmutableArray<TeamWallet> teams) =>
        Wallets.ListNewestTeamsAsync(Arg.Any<int>(), Arg.Any<TeamId?>(), Arg.Any<CancellationToken>()).Returns(teams);
}
