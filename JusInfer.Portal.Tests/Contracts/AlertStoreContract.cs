using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class AlertStoreContract(StoreFixture store) : StoreContract(store)
{
    private IAlertStore Alerts => Node.Get<IAlertStore>();

    private IAlertFacts Facts => Node.Get<IAlertFacts>();

    [Fact]
    public async Task An_alert_is_stored_once_per_rule_subject_and_occasion()
    {
        var first = AlertOf(TeamId.New(Noon), "Ünïcødé\0");
        var other = first with { Id = AlertId.New(Noon), Occasion = "another" };

        (await Alerts.AddAsync([first], Cancellation)).Length.ShouldBe(1);
        (await Alerts.AddAsync([first with { Id = AlertId.New(Noon) }, other], Cancellation)).Select(alert => alert.Occasion).ShouldBe(["another"]);

        (await ListAsync(first.TeamId)).ShouldBe([other with { Subject = "Ünïcødé\uFFFD" }, first with { Subject = "Ünïcødé\uFFFD" }], ignoreOrder: true);
    }

    [Fact]
    public async Task Nodes_that_raise_the_same_alert_at_the_same_time_store_it_once()
    {
        await using var second = Store.NewNode();
        var alerts = Enumerable.Range(0, 20).Select(number => AlertOf(TeamId.New(Noon), $"{number}")).ToList();

        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Task.Run(
            () => (number % 2 == 0 ? Alerts : second.Get<IAlertStore>()).AddAsync([.. alerts.Select(alert => alert with { Id = AlertId.New(Noon) })], Cancellation))));

        added.Sum(static alerts => alerts.Length).ShouldBe(20);
        foreach (var alert in alerts) (await ListAsync(alert.TeamId)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Alerts_are_listed_in_pages_newest_first()
    {
        var team = TeamId.New(Noon);
        var alerts = Enumerable.Range(0, 5).Select(number => AlertOf(team, $"{number}", Noon.AddSeconds(number))).ToList();
        await Alerts.AddAsync(alerts, Cancellation);

        var page = await Alerts.ListAsync(new AlertFilter { Team = team, Limit = 2 }, Cancellation);
        var rest = await Alerts.ListAsync(new AlertFilter { Team = team, Limit = 9, After = page[^1].Id }, Cancellation);

        page.Concat(rest).Select(static alert => alert.Subject).ShouldBe(["4", "3", "2", "1", "0"]);
    }

    [Fact]
    public async Task Members_see_the_alerts_about_themselves_and_about_budgets_of_everyone()
    {
        var (team, me, other) = (TeamId.New(Noon), MemberId.New(Noon), MemberId.New(Noon));
        await Alerts.AddAsync(
            [
                AlertOf(team, "budget"), AlertOf(team, "wallet") with { Rule = AlertRule.WalletLow }, AlertOf(team, "mine") with { MemberId = me, Rule = AlertRule.ErrorStreak },
                AlertOf(team, "other") with { MemberId = other },
            ],
            Cancellation);

        var seen = await Alerts.ListAsync(new AlertFilter { Team = team, Limit = 9, Member = me }, Cancellation);

        seen.Select(static alert => alert.Subject).ShouldBe(["mine", "budget"], ignoreOrder: true);
    }

    [Fact]
    public async Task Old_alerts_are_removed()
    {
        var team = TeamId.New(Noon);
        await Alerts.AddAsync([AlertOf(team, "old", Noon.AddYears(-20)), AlertOf(team, "new")], Cancellation);

        await Alerts.RemoveBeforeAsync(Noon.AddYears(-19), Cancellation);

        (await ListAsync(team)).ShouldHaveSingleItem().Subject.ShouldBe("new");
    }

    [Fact]
    public async Task An_alert_is_stored_with_its_deliveries_to_the_webhooks_that_receive_it()
    {
        var owner = await AddTeamAsync();
        var (all, selected, others, disabled) = (WebhookOf(owner), WebhookOf(owner) with { Events = ["alert.budget_threshold"] }, WebhookOf(owner) with { Events = ["alert.paused"] },
            WebhookOf(owner) with { IsEnabled = false });
        foreach (var webhook in new[] { all, selected, others, disabled }) (await Node.Get<IWebhookStore>().AddAsync(webhook, Cancellation)).ShouldBeTrue();
        var alert = AlertOf(owner.TeamId, "a \"subject\"");

        await Alerts.AddAsync([alert], Cancellation);
        await Alerts.AddAsync([alert with { Id = AlertId.New(Noon) }], Cancellation);

        await using var context = Node.OpenContext();
        var deliveries = await context.Set<WebhookDelivery>().AsNoTracking().Where(row => row.TeamId == owner.TeamId).ToListAsync(Cancellation);
        deliveries.Select(static delivery => delivery.WebhookId).ShouldBe([all.Id, selected.Id], ignoreOrder: true);
        deliveries.ShouldAllBe(delivery => delivery.Type == "alert.budget_threshold" && delivery.Status == DeliveryStatus.Pending && delivery.Payload.Contains(alert.Id.ToString()));
    }

    [Fact]
    public async Task The_alerts_and_webhooks_of_a_deleted_team_and_the_alerts_about_a_deleted_account_are_deleted()
    {
        var (owner, kept) = (await AddTeamAsync(), await AddTeamAsync());
        var leaving = await AddMemberAsync(kept.TeamId);
        foreach (var member in new[] { owner, kept }) await Node.Get<IWebhookStore>().AddAsync(WebhookOf(member), Cancellation);
        await Alerts.AddAsync([AlertOf(owner.TeamId, "a"), AlertOf(kept.TeamId, "b"), AlertOf(kept.TeamId, "c") with { MemberId = leaving.Id }], Cancellation);

        (await Node.Tenancy.DeleteTeamAsync(owner.TeamId, Noon.AddHours(1), Cancellation)).ShouldBeTrue();
        (await Node.Get<IAccountStore>().DeleteAsync(leaving.UserId, email: null, Noon.AddHours(1), Cancellation)).ShouldBeTrue();

        (await ListAsync(owner.TeamId)).ShouldBeEmpty();
        (await ListAsync(kept.TeamId)).ShouldHaveSingleItem().Subject.ShouldBe("b");
        await using var context = Node.OpenContext();
        (await context.Set<WebhookDelivery>().CountAsync(row => row.TeamId == owner.TeamId, Cancellation)).ShouldBe(0);
        (await context.Set<WebhookDelivery>().CountAsync(row => row.TeamId == kept.TeamId, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_spent_of_open_allowances_is_read_by_subject_and_window()
    {
        var records = new Records(TeamId.New(Noon), Noon);
        await Node.Usage.AppendAsync(records.Next(10), Cancellation);
        var (start, end) = (Noon.AddDays(-1), Noon.AddDays(1));
        var team = new AllowanceId(records.Team, AllowanceKind.Team, "", "", start, end);
        var key = new AllowanceId(records.Team, AllowanceKind.Key, records.Keys[1].ToString(), "", start, end);
        var user = new AllowanceId(records.Team, AllowanceKind.User, "user-1", "", start, end);
        var over = team with { Start = Noon.AddDays(-2), End = Noon.AddHours(-1) };
        foreach (var allowance in new[] { team, key, user, over }) await Node.Allowances.OpenAsync(allowance, Cancellation);

        var spent = await Facts.ReadSpentAsync(records.Team, ["", key.Subject], Noon, Cancellation);

        spent.Keys.ShouldBe([team, key], ignoreOrder: true);
        spent[team].ShouldBe(new NanoUsd(1_000_000_007L * 45));
        spent[key].ShouldBe(new NanoUsd(1_000_000_007L * 25));
        (await Facts.ReadSpentAsync(TeamId.New(Noon), ["", key.Subject], Noon, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Teams_with_recent_calls_or_expiring_keys_or_secrets_are_found()
    {
        var (active, idle, expiring) = (await AddTeamAsync(), await AddTeamAsync(), await AddTeamAsync());
        await Node.Usage.AppendAsync([new Records(active.TeamId, Noon).Next(), new Records(idle.TeamId, Noon.AddDays(-3)).Next()], Cancellation);
        foreach (var (member, expiry) in new[] { (expiring, Noon.AddDays(3)), (idle, Noon.AddDays(9)) })
        {
            var terms = new NewKey { Name = "key", Terms = new KeyTerms { RequestsPerMinute = 600 }, ExpiresAt = expiry };
            await new KeyMinter(Node.Keys, TimeProvider.System).MintAsync(member.TeamId, member.Id, terms, Cancellation);
        }

        var (used, unused) = (await AddTeamAsync(), await AddTeamAsync());
        foreach (var member in new[] { used, unused })
        {
            var terms = new NewKey { Name = "rotated", Terms = new KeyTerms { RequestsPerMinute = 600 } };
            var key = (await new KeyMinter(Node.Keys, TimeProvider.System).MintAsync(member.TeamId, member.Id, terms, Cancellation)).Key;
            var rotated = key with { Previous = new PreviousSecret("d", Noon.AddDays(3)), RotatedAt = Noon.AddDays(-9), Version = 2 };
            (await Node.Keys.RotateAsync(rotated, KeyHash.From(key.Id.ToString()), Cancellation)).ShouldBeTrue();
            if (member != used) continue;
            var use = new KeyUse(Noon.AddDays(-2), null, null);
            await Node.Keys.AddUsesAsync(new Dictionary<(KeyId, bool), KeyUse> { [(key.Id, true)] = use }, Cancellation);
        }

        var teams = await Facts.ListTeamsAsync(Noon.AddDays(-1), Noon, Noon.AddDays(7), Cancellation);

        teams.ShouldContain(used.TeamId, "Its old secret ends, and a client has it.");
        teams.ShouldNotContain(unused.TeamId);
        teams.ShouldContain(active.TeamId);
        teams.ShouldContain(expiring.TeamId);
        teams.ShouldNotContain(idle.TeamId);
    }

    [Fact]
    public async Task Teams_of_which_calls_were_rejected_for_lack_of_money_are_found()
    {
        var (rejected, earlier, limited) = (await AddTeamAsync(), await AddTeamAsync(), await AddTeamAsync());
        await Node.Get<IRejectionStore>().AddAsync(
            [
                RejectionOf(rejected, 402, Noon), RejectionOf(rejected, 402, Noon), RejectionOf(earlier, 402, Noon.AddMinutes(-2)),
                RejectionOf(limited, 429, Noon),
            ],
            Cancellation);

        var teams = await Facts.ListRejectedTeamsAsync(Noon.AddMinutes(-1), Cancellation);

        teams.Where(team => team == rejected.TeamId || team == earlier.TeamId || team == limited.TeamId).ShouldBe([rejected.TeamId]);

        static Rejection RejectionOf(Member member, int status, DateTimeOffset at) => new()
        {
            Id = RequestId.New(at),
            At = at,
            TeamId = member.TeamId,
            KeyId = KeyId.New(at),
            Path = "/v1/messages",
            Status = status,
            Code = "CAP_REACHED",
            Message = "no",
        };
    }

    [Fact]
    public async Task The_teams_of_operators_are_found_by_claim_and_by_verified_address()
    {
        var (claimed, unverified, other) = (await AddTeamAsync(), await AddTeamAsync(await AddUserAsync("ops@example.com")), await AddTeamAsync());
        await Node.Operators.TryClaimFirstAsync(claimed.UserId, Cancellation);
        (await Facts.ListOperatorTeamsAsync(["ops@example.com"], Cancellation)).ShouldNotContain(unverified.TeamId);
        await using (var context = Node.OpenContext())
            await context.Users.Where(user => user.Id == unverified.UserId.Value).ExecuteUpdateAsync(row => row.SetProperty(user => user.EmailConfirmed, true), Cancellation);

        var teams = await Facts.ListOperatorTeamsAsync(["Ops@example.com"], Cancellation);

        teams.ShouldContain(unverified.TeamId);
        teams.ShouldNotContain(other.TeamId);
        if (await Node.Operators.IsOperatorAsync(claimed.UserId, Cancellation)) teams.ShouldContain(claimed.TeamId);
    }

    [Fact]
    public async Task A_job_is_leased_by_one_node_until_the_lease_ends_or_is_released()
    {
        var leases = Node.Get<IJobLeases>();
        var (job, one, two) = (Guid.NewGuid().ToString(), Guid.NewGuid(), Guid.NewGuid());

        (await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => TakeAsync(Guid.NewGuid(), Noon, Noon.AddMinutes(1)))))).Count(taken => taken).ShouldBe(1);
        (await TakeAsync(one, Noon.AddSeconds(59), Noon.AddMinutes(2))).ShouldBeFalse();
        (await TakeAsync(one, Noon.AddSeconds(60), Noon.AddMinutes(2))).ShouldBeTrue();
        (await TakeAsync(one, Noon.AddSeconds(61), Noon.AddMinutes(3))).ShouldBeTrue();
        (await TakeAsync(two, Noon.AddMinutes(2), Noon.AddMinutes(4))).ShouldBeFalse();
        await leases.ReleaseAsync(job, two, Cancellation);
        (await TakeAsync(two, Noon.AddMinutes(2), Noon.AddMinutes(4))).ShouldBeFalse();
        await leases.ReleaseAsync(job, one, Cancellation);
        (await TakeAsync(two, Noon.AddMinutes(2), Noon.AddMinutes(4))).ShouldBeTrue();

        Task<bool> TakeAsync(Guid node, DateTimeOffset now, DateTimeOffset until) => leases.TakeAsync(job, node, now, until, Cancellation);
    }

    [Fact]
    public async Task A_lease_that_a_clock_which_was_ahead_has_taken_is_taken_over()
    {
        var (leases, job, ahead) = (Node.Get<IJobLeases>(), Guid.NewGuid().ToString(), Noon.AddDays(60));
        (await leases.TakeAsync(job, Guid.NewGuid(), ahead, ahead.AddMinutes(1), Cancellation)).ShouldBeTrue();

        (await leases.TakeAsync(job, Guid.NewGuid(), Noon, Noon.AddMinutes(1), Cancellation)).ShouldBeTrue();

        var late = leases.TakeAsync(job, Guid.NewGuid(), Noon.AddSeconds(-5), Noon.AddSeconds(55), Cancellation);
        (await late).ShouldBeFalse("clocks differ a little");
    }

    private static Alert AlertOf(TeamId team, string subject, DateTimeOffset? at = null) =>
        Alert.Create(team, at ?? Noon.AddMicroseconds(7), AlertRule.BudgetThreshold, subject, "2026-11/50", "It is used by 50 percent.");

    private static Webhook WebhookOf(Member member) => new()
    {
        Id = WebhookId.New(Noon),
        TeamId = member.TeamId,
        Url = "https://example.com/hooks",
        Secret = [1, 2, 3],
        IsEnabled = true,
        CreatedAt = Noon,
    };

    private async Task<Member> AddMemberAsync(TeamId team)
    {
        var user = await AddUserAsync();
        await using var context = Node.OpenContext();
        var row = new MemberRow { Id = MemberId.New(Noon), TeamId = team, UserId = user.Value, Role = Role.Member, JoinedAt = Noon };
        context.Add(row);
        await context.SaveChangesAsync(Cancellation);
        return (await Node.Tenancy.ListMembersAsync(team, Cancellation)).Single(member => member.Id == row.Id);
    }

    private async Task<Alert[]> ListAsync(TeamId team) => [.. await Alerts.ListAsync(new AlertFilter { Team = team, Limit = 100 }, Cancellation)];
}

public sealed class AlertStoreOnSqlite(SqliteStore store) : AlertStoreContract(store), IClassFixture<SqliteStore>;

public sealed class AlertStoreOnPostgres(PostgresStore store) : AlertStoreContract(store), IClassFixture<PostgresStore>;
