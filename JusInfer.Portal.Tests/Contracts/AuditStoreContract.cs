using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class AuditStoreContract(StoreFixture store) : StoreContract(store)
{
    private IAuditStore Log => Node.Get<IAuditStore>();

    [Fact]
    public async Task Every_change_of_a_team_is_an_entry_with_what_was_before_and_after()
    {
        var owner = await AddTeamAsync();
        var key = await AddKeyAsync(owner);

        (await Node.Tenancy.UpdateMemberAsync(owner with { Cap = new Cap(NanoUsd.FromUsd(5), CapAction.Block), Version = 2 }, Cancellation)).ShouldBeTrue();
        (await Node.Keys.UpdateAsync(key with { Terms = new KeyTerms { RequestsPerMinute = 7 }, Version = 2 }, Cancellation)).ShouldBeTrue();
        (await Node.Keys.UpdateAsync(key with { RevokedAt = Noon, Version = 3 }, Cancellation)).ShouldBeTrue();
        await Node.Wallets.AddAsync(owner.TeamId, LedgerKind.Credit, NanoUsd.FromUsd(3), "Thanks", Noon, Cancellation);

        var lines = await ListAsync(owner.TeamId);
        lines.Select(line => line.Entry.Action).ShouldBe(
        [
            AuditActions.WalletCredited, AuditActions.KeyRevoked, AuditActions.KeyChanged, AuditActions.MemberChanged, AuditActions.KeyCreated, AuditActions.TeamCreated,
        ]);
        lines[2].Changes.ShouldContain(new AuditChange("rpm", "600", "7"));
        lines[2].SubjectName.ShouldBe("laptop");
        lines[3].Changes.ShouldBe([new AuditChange("monthly_cap_usd", null, "5"), new AuditChange("on_reach", null, "block")]);
        lines[4].Changes.ShouldContain(new AuditChange("name", null, "laptop") { IsPersonal = true });
        lines[5].Entry.Actor.ShouldBe(owner.UserId);
        (await VerifyAsync(owner.TeamId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_that_loses_a_race_has_no_entry()
    {
        var owner = await AddTeamAsync();

        (await Node.Tenancy.UpdateMemberAsync(owner with { Version = 7 }, Cancellation)).ShouldBeFalse();

        (await ListAsync(owner.TeamId)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Budgets_invitations_and_removals_have_entries()
    {
        var owner = await AddTeamAsync();
        var budget = new Budget
        {
            Id = BudgetId.New(Noon),
            TeamId = owner.TeamId,
            Scope = BudgetScope.User,
            ScopeId = "grace",
            Window = BudgetWindow.Day,
            Amount = NanoUsd.FromUsd(1),
            OnReach = ReachAction.Notify,
            CreatedAt = Noon,
            Version = 1,
        };
        await Node.Budgets.AddAsync(budget, Cancellation);
        (await Node.Budgets.UpdateAsync(budget with { Amount = NanoUsd.FromUsd(2), Version = 2 }, Cancellation)).ShouldBeTrue();
        (await Node.Budgets.RemoveAsync(owner.TeamId, budget.Id, version: null, Cancellation)).ShouldBeTrue();
        var invitation = new Invitation { Id = InvitationId.New(Noon), TeamId = owner.TeamId, Email = "grace@example.com", Role = Role.Member, CreatedAt = Noon };
        await Node.Invitations.AddAsync(invitation, InvitationToken.Hash(InvitationToken.Generate()), Cancellation);
        var grace = new Member
        {
            Id = MemberId.New(Noon),
            TeamId = owner.TeamId,
            UserId = await AddUserAsync(),
            Email = "",
            Role = Role.Member,
            JoinedAt = Noon,
        };
        (await Node.Invitations.AcceptAsync(invitation, grace, Cancellation)).ShouldBeTrue();
        (await Node.Tenancy.RemoveMemberAsync(owner.TeamId, grace.Id, Noon, Cancellation)).ShouldBeTrue();

        var lines = await ListAsync(owner.TeamId);
        lines.Select(line => line.Entry.Action).ShouldBe(
        [
            AuditActions.MemberRemoved, AuditActions.MemberJoined, AuditActions.MemberInvited, AuditActions.BudgetDeleted, AuditActions.BudgetChanged,
            AuditActions.BudgetCreated, AuditActions.TeamCreated,
        ]);
        lines[4].Changes.ShouldBe([new AuditChange("amount_usd", "1", "2")]);
        lines[5].Changes.ShouldContain(new AuditChange("scope_id", null, "grace") { IsPersonal = true });
        lines[1].Entry.Actor.ShouldBe(grace.UserId);
        lines[0].Changes.ShouldBe([new AuditChange("role", "member", null)]);
    }

    [Fact]
    public async Task Pauses_and_their_end_have_entries()
    {
        var owner = await AddTeamAsync();
        var key = await AddKeyAsync(owner);
        var pause = new Pause
        {
            TeamId = owner.TeamId,
            Scope = PauseScope.Run,
            Subject = "build",
            KeyId = key.Id,
            MemberId = owner.Id,
            At = Noon,
            Reason = "It repeats itself.",
        };
        var pauses = Node.Get<IPauseStore>();
        (await pauses.AddAsync(pause, Cancellation)).ShouldBeTrue();
        (await pauses.AddAsync(pause, Cancellation)).ShouldBeFalse();
        (await pauses.ResumeAsync(owner.TeamId, pause.Scope, pause.Subject, Noon, Cancellation)).ShouldBeTrue();

        var lines = await ListAsync(owner.TeamId);
        lines.Select(line => line.Entry.Action).Take(3).ShouldBe([AuditActions.Resumed, AuditActions.Paused, AuditActions.KeyCreated]);
        (lines[1].Entry.Actor, lines[1].SubjectName).ShouldBe((null, "laptop"));
        lines[1].Changes.ShouldBe([new AuditChange("run", null, "build") { IsPersonal = true }]);
    }

    [Fact]
    public async Task Passwords_and_second_factors_have_entries_without_secrets()
    {
        var owner = await AddTeamAsync();
        var (factors, resets) = (Node.Get<ISecondFactorStore>(), Node.Get<IPasswordResetStore>());
        (await factors.AddAsync(new SecondFactor(owner.UserId, [1], Noon, LastStep: 1), [[7]], Cancellation)).ShouldBeTrue();
        (await factors.UseRecoveryCodeAsync(owner.UserId, [7], Cancellation)).ShouldBeTrue();
        (await factors.UseRecoveryCodeAsync(owner.UserId, [7], Cancellation)).ShouldBeFalse();
        await factors.ReplaceRecoveryCodesAsync(owner.UserId, [[8]], Cancellation);
        await factors.RemoveAsync(owner.UserId, Cancellation);
        await resets.AddAsync(new PasswordReset(owner.UserId, Noon), [9], Cancellation);
        (await resets.UseAsync([9], Cancellation)).ShouldBeTrue();
        (await resets.UseAsync([9], Cancellation)).ShouldBeFalse();

        var lines = await ListAsync(owner.TeamId);
        lines.Select(line => line.Entry.Action).ShouldBe(
        [
            AuditActions.PasswordReset, AuditActions.PasswordResetCreated, AuditActions.SecondFactorRemoved, AuditActions.RecoveryCodesReplaced,
            AuditActions.RecoveryCodeUsed, AuditActions.SecondFactorEnabled, AuditActions.TeamCreated,
        ]);
        lines.Take(6).ShouldAllBe(line => line.Changes.IsEmpty && line.Entry.Subject == owner.UserId.ToString());
        (await VerifyAsync(owner.TeamId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sign_ins_and_sign_outs_have_entries_with_the_session()
    {
        var owner = await AddTeamAsync();
        var session = new SignInSession(SignInSessionId.New(Noon), owner.UserId, Noon, Noon.AddDays(1));
        await Node.Sessions.AddAsync(session, Cancellation);
        (await Node.Sessions.EndAsync(owner.UserId, session.Id, Cancellation)).ShouldBeTrue();
        (await Node.Sessions.EndAsync(owner.UserId, session.Id, Cancellation)).ShouldBeFalse();

        var lines = await ListAsync(owner.TeamId);
        lines.Select(line => (line.Entry.Action, line.Entry.Subject)).Take(2).ShouldBe(
            [(AuditActions.SignedOut, session.Id.ToString()), (AuditActions.SignedIn, session.Id.ToString())]);
        (lines[1].Entry.Actor, lines[1].Entry.Session).ShouldBe((owner.UserId, session.Id));
    }

    [Fact]
    public async Task Concurrent_writers_on_two_nodes_never_fork_the_chain()
    {
        var owner = await AddTeamAsync();
        await using var other = Store.NewNode();
        const int Each = 20;

        var writes = from number in Enumerable.Range(0, 2 * Each)
                     let node = number % 2 == 0 ? Node : other
                     select Task.Run(() => node.Wallets.AddAsync(owner.TeamId, LedgerKind.Credit, NanoUsd.FromUsd(number), null, Noon, Cancellation), Cancellation);
        await Task.WhenAll(writes);
        var appends = from number in Enumerable.Range(0, 2 * Each)
                      let node = number % 2 == 0 ? Node : other
                      select Task.Run(() => node.Get<IAuditStore>().AppendAsync(owner.UserId, new AuditEvent("test", "it"), Cancellation), Cancellation);
        await Task.WhenAll(appends);

        (await VerifyAsync(owner.TeamId)).ShouldBeEmpty();
        (await Log.FindHeadAsync(owner.TeamId, Cancellation))!.Number.ShouldBe(1 + (4 * Each));
    }

    [Fact]
    public async Task Names_and_addresses_are_deleted_with_the_account_and_the_chain_stays_valid()
    {
        var owner = await AddTeamAsync();
        var invitation = new Invitation { Id = InvitationId.New(Noon), TeamId = owner.TeamId, Email = "grace@example.com", Role = Role.Member, CreatedAt = Noon };
        await Node.Invitations.AddAsync(invitation, InvitationToken.Hash(InvitationToken.Generate()), Cancellation);
        var grace = new Member
        {
            Id = MemberId.New(Noon),
            TeamId = owner.TeamId,
            UserId = await AddUserAsync(),
            Email = "",
            Role = Role.Member,
            JoinedAt = Noon,
        };
        (await Node.Invitations.AcceptAsync(invitation, grace, Cancellation)).ShouldBeTrue();
        (await ListAsync(owner.TeamId))[1].Changes.ShouldContain(change => change.After == "grace@example.com");

        var accounts = Node.Get<Portal.Accounts.Deletion.IAccountStore>();
        (await accounts.DeleteAsync(grace.UserId, email: null, Noon, Cancellation)).ShouldBeTrue();

        var lines = await ListAsync(owner.TeamId);
        lines.ShouldAllBe(line => line.ActorName != "grace@example.com" && !line.Changes.Any(change => change.After == "grace@example.com"));
        lines.Count(line => line.IsErased).ShouldBe(2); // The invitation and the joining.
        lines[^1].IsErased.ShouldBeFalse();
        (await VerifyAsync(owner.TeamId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Filters_select_entries()
    {
        var owner = await AddTeamAsync();
        var stranger = await AddTeamAsync();
        await AddKeyAsync(owner);
        await Node.Wallets.AddAsync(owner.TeamId, LedgerKind.Credit, NanoUsd.FromUsd(3), null, Noon, Cancellation);
        var email = (await Node.Tenancy.FindMembershipAsync(owner.UserId, Cancellation))!.Email;
        var all = new AuditFilter { Team = owner.TeamId, Limit = 10 };

        (await NumbersAsync(all)).ShouldBe([3, 2, 1]);
        (await NumbersAsync(all with { Limit = 1, After = 3 })).ShouldBe([2]);
        (await NumbersAsync(all with { Action = AuditActions.KeyCreated })).ShouldBe([2]);
        (await NumbersAsync(all with { Action = "key." })).ShouldBe([2]);
        (await NumbersAsync(all with { Actor = owner.UserId })).ShouldBe([1]);
        (await NumbersAsync(all with { ActorEmail = email.ToUpperInvariant() })).ShouldBe([1]);
        (await NumbersAsync(all with { ActorEmail = "nobody@example.com" })).ShouldBeEmpty();
        (await NumbersAsync(all with { Actor = stranger.UserId })).ShouldBeEmpty();
        (await NumbersAsync(all with { From = DateTimeOffset.UtcNow.AddMinutes(-5), To = DateTimeOffset.UtcNow.AddMinutes(5) })).ShouldBe([3, 2, 1]);
        (await NumbersAsync(all with { To = DateTimeOffset.UtcNow.AddMinutes(-5) })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET action = 'key.created' WHERE number = 2", "Entry 2 was changed.")]
    [InlineData("UPDATE audit_entries SET changes = '[]' WHERE number = 2", "Entry 2 was changed.")]
    [InlineData("UPDATE audit_details SET text = '[]' WHERE number = 3", "Names or addresses of entry 3 were changed.")]
    [InlineData("DELETE FROM audit_entries WHERE number = 2", "Entry 2 was deleted.")]
    [InlineData("DELETE FROM audit_entries WHERE number IN (2, 3)", "Entries 2 to 3 were deleted.")]
    [InlineData("DELETE FROM audit_entries WHERE number = 4", "Entry 4 was deleted.")]
    [InlineData("DELETE FROM audit_heads", "The record of the last entry is missing.")]
    [InlineData("UPDATE audit_heads SET number = 3", "Entries after 3 were added without their place in the chain.")]
    public async Task Tampering_is_found_and_named(string tampering, string fault)
    {
        var team = await AddEntriesAsync();

        await using var context = Node.OpenContext();
        (await context.Database.ExecuteSqlRawAsync(tampering, Cancellation)).ShouldBePositive();

        (await VerifyAsync(team)).ShouldContain(fault);
    }

    [Fact]
    public async Task Reordered_entries_are_found_and_named()
    {
        var team = await AddEntriesAsync();
        await using (var context = Node.OpenContext())
        {
            var entries = context.Set<AuditEntry>().Where(entry => entry.TeamId == team);
            var (second, third) = (await entries.AsNoTracking().SingleAsync(entry => entry.Number == 2, Cancellation), await entries.AsNoTracking().SingleAsync(entry => entry.Number == 3, Cancellation));
            await entries.Where(entry => entry.Number == 2 || entry.Number == 3).ExecuteDeleteAsync(Cancellation);
            context.AddRange(second with { Number = 3 }, third with { Number = 2 });
            await context.SaveChangesAsync(Cancellation);
        }

        var faults = await VerifyAsync(team);
        faults.ShouldContain("Entry 2 does not follow entry 1: one of them was moved or replaced.");
        faults.ShouldContain("Entry 3 does not follow entry 2: one of them was moved or replaced.");
    }

    [Fact]
    public async Task A_log_that_was_shortened_together_with_its_last_entry_is_found_by_what_was_recorded_earlier()
    {
        var team = await AddEntriesAsync();
        var recorded = (await Log.FindHeadAsync(team, Cancellation))!;
        await using (var context = Node.OpenContext())
        {
            await context.Set<AuditEntry>().Where(entry => entry.TeamId == team && entry.Number == 4).ExecuteDeleteAsync(Cancellation);
            await context.Set<AuditDetailsRow>().Where(row => row.TeamId == team && row.Number == 4).ExecuteDeleteAsync(Cancellation);
            var last = await context.Set<AuditEntry>().SingleAsync(entry => entry.TeamId == team && entry.Number == 3, Cancellation);
            await context.Set<AuditHeadRow>().Where(row => row.TeamId == team)
                .ExecuteUpdateAsync(row => row.SetProperty(head => head.Number, 3).SetProperty(head => head.Hash, last.Hash), Cancellation);
        }

        (await VerifyAsync(team)).ShouldBeEmpty();
        (await VerifyAsync(team, recorded)).ShouldBe(["Entry 4 was deleted."]);

        await Log.AppendAsync((await Node.Tenancy.ListMembersAsync(team, Cancellation))[0].UserId, new AuditEvent("test", "it"), Cancellation);
        (await VerifyAsync(team, recorded)).ShouldBe(["Entry 4 is not the one that was recorded earlier: the log was rewritten."]);
    }

    private async Task<TeamId> AddEntriesAsync()
    {
        var owner = await AddTeamAsync();
        for (var i = 0; i < 3; i++) await Node.Wallets.AddAsync(owner.TeamId, LedgerKind.Credit, NanoUsd.FromUsd(i + 1), "note", Noon, Cancellation);
        return owner.TeamId;
    }

    private async Task<ApiKey> AddKeyAsync(Member holder)
    {
        var key = new ApiKey
        {
            Id = KeyId.New(Noon),
            TeamId = holder.TeamId,
            MemberId = holder.Id,
            Name = "laptop",
            Display = "jinf_ab…wxyz",
            Terms = new KeyTerms { RequestsPerMinute = 600 },
            CreatedAt = Noon,
        };
        await Node.Keys.AddAsync(key, KeyHash.From(KeyFormat.Generate().Reveal()), Cancellation);
        return key;
    }

    private async Task<IReadOnlyList<AuditLine>> ListAsync(TeamId team) => await Log.ListAsync(new AuditFilter { Team = team, Limit = 100 }, Cancellation);

    private async Task<IEnumerable<long>> NumbersAsync(AuditFilter filter) => (await Log.ListAsync(filter, Cancellation)).Select(line => line.Entry.Number);

    private async Task<IReadOnlyList<string>> VerifyAsync(TeamId team, AuditHead? recorded = null)
    {
        var heads = new Dictionary<TeamId, AuditHead>();
        if (recorded is not null) heads[team] = recorded;
        await foreach (var report in new AuditVerification(Log).VerifyAsync(heads, Cancellation))
        {
            if (report.Team == team) return report.Faults;
        }

        throw new InvalidOperationException("The team has no log.");
    }
}

public sealed class AuditStoreOnSqlite(SqliteStore store) : AuditStoreContract(store), IClassFixture<SqliteStore>;

public sealed class AuditStoreOnPostgres(PostgresStore store) : AuditStoreContract(store), IClassFixture<PostgresStore>;
