using System.Security.Cryptography;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class MailStoreContract(StoreFixture store) : StoreContract(store)
{
    private IMailStore Mails => Node.Get<IMailStore>();

    [Fact]
    public async Task A_due_mail_is_taken_as_it_was_added_by_one_node_until_its_lease_ends()
    {
        await ClearAsync();
        await using var second = Store.NewNode();
        var added = Enumerable.Range(0, 10).Select(static number => MailOf() with { Failures = number, UserId = UserId.New(Noon), TeamId = TeamId.New(Noon), MemberId = MemberId.New(Noon), InvitationId = InvitationId.New(Noon) }).ToList();
        foreach (var mail in added) await Mails.AddAsync(mail, Cancellation);

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() =>
            (number % 2 == 0 ? Mails : second.Get<IMailStore>()).TakeAsync(Noon, Noon.AddMinutes(2), Cancellation))));

        var each = taken.OfType<OutgoingMail>().ToDictionary(static mail => mail.Id);
        each.Count.ShouldBe(10);
        taken.Count(static mail => mail is not null).ShouldBe(10);
        foreach (var mail in added)
        {
            var found = each[mail.Id];
            found.Content.ShouldBe(mail.Content);
            (found with { Content = mail.Content, NextAttemptAt = mail.NextAttemptAt }).ShouldBe(mail);
        }

        (await Mails.TakeAsync(Noon.AddSeconds(119), Noon.AddMinutes(9), Cancellation)).ShouldBeNull();
        (await Mails.TakeAsync(Noon.AddSeconds(120), Noon.AddMinutes(9), Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_mail_that_expires_first_is_sent_first_and_one_that_has_expired_is_not()
    {
        await ClearAsync();
        var (alert, reset, expired) = (MailOf() with { ExpiresAt = Noon.AddDays(3) }, MailOf() with { ExpiresAt = Noon.AddHours(1) }, MailOf() with { ExpiresAt = Noon });
        foreach (var mail in new[] { alert, reset, expired }) await Mails.AddAsync(mail, Cancellation);

        (await TakeAsync()).Id.ShouldBe(reset.Id);
        (await TakeAsync()).Id.ShouldBe(alert.Id);
        (await Mails.TakeAsync(Noon, Noon.AddMinutes(2), Cancellation)).ShouldBeNull();

        (await Mails.RemoveExpiredAsync(Noon, Cancellation)).ShouldBe(1);
        (await ListAsync()).ShouldBe([alert.Id, reset.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task A_mail_that_a_clock_which_was_ahead_has_dated_is_due()
    {
        await ClearAsync();
        var mail = MailOf() with { NextAttemptAt = Noon.AddHours(2), ExpiresAt = Noon.AddDays(3) };
        await Mails.AddAsync(mail, Cancellation);

        (await TakeAsync()).Id.ShouldBe(mail.Id);
        (await Mails.TakeAsync(Noon, Noon.AddMinutes(2), Cancellation)).ShouldBeNull("it is leased");
    }

    [Fact]
    public async Task A_failed_attempt_is_counted_and_the_next_one_is_due_later()
    {
        await ClearAsync();
        await Mails.AddAsync(MailOf(), Cancellation);
        await Mails.RetryAsync(await TakeAsync(), Noon.AddSeconds(10), Cancellation);

        (await Mails.TakeAsync(Noon.AddSeconds(9), Noon.AddMinutes(2), Cancellation)).ShouldBeNull();
        (await Mails.TakeAsync(Noon.AddSeconds(10), Noon.AddMinutes(2), Cancellation)).ShouldNotBeNull().Failures.ShouldBe(1);
    }

    [Fact]
    public async Task The_mails_that_wait_are_counted_with_the_age_of_the_oldest_and_those_that_failed()
    {
        await ClearAsync();
        (await Mails.ReadQueueAsync(Noon, Cancellation)).ShouldBe(new MailQueue(0, null, 0));
        await Mails.AddAsync(MailOf() with { CreatedAt = Noon.AddHours(-2), Failures = 3, NextAttemptAt = Noon.AddHours(1) }, Cancellation);
        await Mails.AddAsync(MailOf() with { CreatedAt = Noon.AddHours(-1) }, Cancellation);
        await Mails.AddAsync(MailOf() with { CreatedAt = Noon.AddHours(-9), Failures = 5, ExpiresAt = Noon }, Cancellation);

        (await Mails.ReadQueueAsync(Noon, Cancellation)).ShouldBe(new MailQueue(2, Noon.AddHours(-2), 1));
    }

    [Fact]
    public async Task A_mail_that_was_sent_is_gone_unless_its_lease_was_lost()
    {
        await ClearAsync();
        await Mails.AddAsync(MailOf(), Cancellation);
        var first = await TakeAsync();
        var second = (await Mails.TakeAsync(Noon.AddMinutes(2), Noon.AddMinutes(4), Cancellation)).ShouldNotBeNull();

        await Mails.RemoveAsync(first, Cancellation);
        await Mails.RetryAsync(first, Noon, Cancellation);
        (await ListAsync()).ShouldBe([first.Id]);
        await Mails.RemoveAsync(second, Cancellation);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Mails_to_and_about_a_deleted_account_and_about_a_deleted_team_are_deleted()
    {
        await ClearAsync();
        var (owner, kept) = (await AddTeamAsync(), await AddTeamAsync());
        var leaving = await AddMemberAsync(kept.TeamId, Role.Member);
        var (ofTeam, ofOther, toMember, aboutMember) = (
            MailOf() with { TeamId = owner.TeamId, UserId = owner.UserId }, MailOf() with { TeamId = kept.TeamId, UserId = kept.UserId },
            MailOf() with { UserId = leaving.UserId }, MailOf() with { TeamId = kept.TeamId, MemberId = leaving.Id, UserId = kept.UserId });
        foreach (var mail in new[] { ofTeam, ofOther, toMember, aboutMember }) await Mails.AddAsync(mail, Cancellation);

        (await Node.Tenancy.DeleteTeamAsync(owner.TeamId, Noon.AddHours(1), Cancellation)).ShouldBeTrue();
        (await Node.Get<IAccountStore>().DeleteAsync(leaving.UserId, email: null, Noon.AddHours(1), Cancellation)).ShouldBeTrue();

        (await ListAsync()).ShouldBe([ofOther.Id]);
    }

    [Fact]
    public async Task An_alert_is_mailed_once_to_each_owner_and_admin_with_a_verified_address_who_wants_it()
    {
        await ClearAsync();
        var owner = await AddTeamAsync();
        var admin = await AddMemberAsync(owner.TeamId, Role.Admin);
        await AddMemberAsync(owner.TeamId, Role.Admin, isVerified: false);
        await AddMemberAsync(owner.TeamId, Role.Admin, isMuted: true);
        foreach (var role in new[] { Role.Member, Role.Billing, Role.Viewer }) await AddMemberAsync(owner.TeamId, role);
        await VerifyAsync(owner.UserId, isMuted: false);
        await using var gone = Node.OpenContext();
        var removed = await AddMemberAsync(owner.TeamId, Role.Admin);
        await gone.Members.Where(row => row.Id == removed.Id).ExecuteUpdateAsync(row => row.SetProperty(member => member.RemovedAt, Noon), Cancellation);
        var mailing = NewAlertStore();
        var alert = Alert.Create(owner.TeamId, Noon, AlertRule.BudgetThreshold, "bud_1:", "2026-11/50", "It is used by 50 percent.");

        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => mailing.AddAsync([alert with { Id = AlertId.New(Noon) }], Cancellation))));

        added.Sum(static alerts => alerts.Length).ShouldBe(1);
        var mails = await ReadAsync();
        mails.Select(static mail => mail.UserId).ShouldBe([owner.UserId, admin.UserId], ignoreOrder: true);
        mails.ShouldAllBe(mail => mail.Kind == MailKind.Alert && mail.TeamId == owner.TeamId && mail.ExpiresAt == mail.CreatedAt.AddDays(3));
        var email = EmailOf(mails[0]);
        email.Subject.ShouldBe("JusInfer alert: Budget (Team)");
        email.Text.ShouldContain("It is used by 50 percent.");
        email.Text.ShouldContain("https://jusinfer.test/developer/budgets\r\n");
    }

    [Fact]
    public async Task Alerts_within_a_short_time_are_due_together()
    {
        await ClearAsync();
        var owner = await AddTeamAsync();
        await VerifyAsync(owner.UserId, isMuted: false);
        var mailing = NewAlertStore(); // its mails are written at noon

        async Task<DateTimeOffset[]> DueAfterAsync(DateTimeOffset at)
        {
            await mailing.AddAsync([Alert.Create(owner.TeamId, at, AlertRule.Paused, $"{at}", "x", "It is paused.")], Cancellation);
            return [.. (await ReadAsync()).Select(static mail => mail.NextAttemptAt).Order()];
        }

        (await DueAfterAsync(Noon)).ShouldBe([Noon.AddSeconds(30)]);
        (await DueAfterAsync(Noon.AddSeconds(10))).ShouldBe([Noon.AddSeconds(20), Noon.AddSeconds(30)]); // the remaining wait
        await ClearAsync();
        (await DueAfterAsync(Noon.AddMinutes(1))).ShouldBe([Noon.AddMinutes(15)]);
        await ClearAsync();
        (await DueAfterAsync(Noon.AddMinutes(17))).ShouldBe([Noon.AddSeconds(30)]);
    }

    [Fact]
    public async Task The_due_alerts_of_an_account_are_taken_together_and_by_one_node()
    {
        await ClearAsync();
        var (ada, bob) = (UserId.New(Noon), UserId.New(Noon));
        var first = MailOf() with { UserId = ada, ExpiresAt = Noon.AddHours(1) };
        var (second, later, ofBob, reset) = (
            MailOf() with { UserId = ada }, MailOf() with { UserId = ada, NextAttemptAt = Noon.AddSeconds(1) }, MailOf() with { UserId = bob },
            MailOf() with { UserId = ada, Kind = MailKind.PasswordReset });
        foreach (var mail in new[] { first, second, later, ofBob, reset }) await Mails.AddAsync(mail, Cancellation);
        var taken = await TakeAsync();

        var others = await Mails.TakeOthersAsync(taken, Noon, Noon.AddMinutes(2), Cancellation);

        others.ShouldHaveSingleItem().Id.ShouldBe(second.Id);
        (await Mails.TakeOthersAsync(taken, Noon, Noon.AddMinutes(2), Cancellation)).ShouldBeEmpty();
        (await Mails.TakeOthersAsync(reset, Noon, Noon.AddMinutes(2), Cancellation)).ShouldBeEmpty();
        await Mails.RemoveAsync(others[0], Cancellation);
        (await ListAsync()).ShouldNotContain(second.Id);
    }

    [Fact]
    public async Task The_mail_of_an_invitation_that_was_revoked_replaced_or_accepted_is_deleted()
    {
        await ClearAsync();
        var owner = await AddTeamAsync();
        var (revoked, replaced, accepted, kept) = (
            await InviteAsync(owner.TeamId, "revoked@example.com"), await InviteAsync(owner.TeamId, "replaced@example.com"), await InviteAsync(owner.TeamId, "accepted@example.com"),
            await InviteAsync(owner.TeamId, "kept@example.com"));
        (await ListAsync()).Count.ShouldBe(4);

        (await Node.Invitations.RemoveAsync(owner.TeamId, revoked.Invitation, Cancellation)).ShouldBeTrue();
        var next = await InviteAsync(owner.TeamId, "replaced@example.com");
        var guest = new Member { Id = MemberId.New(Noon), TeamId = owner.TeamId, UserId = await AddUserAsync(), Email = "", Role = Role.Member, JoinedAt = Noon };
        var open = (await Node.Invitations.ListAsync(owner.TeamId, Cancellation)).Single(invitation => invitation.Id == accepted.Invitation);
        (await Node.Invitations.AcceptAsync(open, guest, Cancellation)).ShouldBeTrue();

        (await ListAsync()).ShouldBe([kept.Mail, next.Mail], ignoreOrder: true);
        replaced.Mail.ShouldNotBe(next.Mail);
    }

    [Fact]
    public async Task The_mail_of_an_invitation_is_deleted_when_its_issuer_may_no_longer_send_it()
    {
        await ClearAsync();
        var owner = await AddTeamAsync();
        var (_, demoted) = await AddMemberAsync(owner.TeamId, Role.Admin);
        await InviteAsync(owner.TeamId, "ended@example.com", demoted);
        var kept = await InviteAsync(owner.TeamId, "kept@example.com", owner.Id);
        var admin = (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).Single(member => member.Id == demoted);

        (await Node.Tenancy.UpdateMemberAsync(admin with { Role = Role.Member, Version = admin.Version + 1 }, Cancellation)).ShouldBeTrue();

        (await ListAsync()).ShouldBe([kept.Mail]);
    }

    [Fact]
    public async Task Mails_about_a_team_to_and_by_a_removed_member_and_to_one_who_no_longer_manages_it_are_deleted()
    {
        await ClearAsync();
        var owner = await AddTeamAsync();
        var (removed, demoted) = (await AddMemberAsync(owner.TeamId, Role.Admin), await AddMemberAsync(owner.TeamId, Role.Admin));
        var (alert, invitation, ofAccount, toDemoted, toOwner) = (
            MailOf() with { TeamId = owner.TeamId, UserId = removed.UserId }, MailOf() with { TeamId = owner.TeamId, MemberId = removed.Id, Kind = MailKind.Invitation },
            MailOf() with { UserId = removed.UserId, Kind = MailKind.PasswordReset }, MailOf() with { TeamId = owner.TeamId, UserId = demoted.UserId },
            MailOf() with { TeamId = owner.TeamId, UserId = owner.UserId });
        foreach (var mail in new[] { alert, invitation, ofAccount, toDemoted, toOwner }) await Mails.AddAsync(mail, Cancellation);
        var admin = (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).Single(member => member.Id == demoted.Id);

        (await Node.Tenancy.RemoveMemberAsync(owner.TeamId, removed.Id, Noon, Cancellation)).ShouldBeTrue();
        (await Node.Tenancy.UpdateMemberAsync(admin with { Role = Role.Member, Version = admin.Version + 1 }, Cancellation)).ShouldBeTrue();

        (await ListAsync()).ShouldBe([ofAccount.Id, toOwner.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_a_mail_server_alerts_are_not_mailed()
    {
        await ClearAsync();
        var owner = await AddTeamAsync();
        await VerifyAsync(owner.UserId, isMuted: false);

        await Node.Get<IAlertStore>().AddAsync(
            [Alert.Create(owner.TeamId, Noon, AlertRule.Paused, "x", "y", "It is paused.")], Cancellation);

        (await ListAsync()).ShouldBeEmpty();
    }

    private static OutgoingMail MailOf() => new()
    {
        Id = MailId.New(Noon),
        Kind = MailKind.Alert,
        Content = [1, 2, 3],
        CreatedAt = Noon,
        ExpiresAt = Noon.AddDays(1),
        NextAttemptAt = Noon,
    };

    private EmailMessage EmailOf(OutgoingMail mail)
    {
        var open = Node.Get<MailSeal>().Open(mail.Content).ShouldNotBeNull();
        return EmailMessage.Create(open.To, open.Content);
    }

    /// <summary>Adds an invitation and its mail.</summary>
    private async Task<(InvitationId Invitation, MailId Mail)> InviteAsync(TeamId team, string email, MemberId? issuer = null)
    {
        var invitation = new Invitation
        {
            Id = InvitationId.New(Noon),
            TeamId = team,
            Email = email,
            Role = Role.Member,
            Issuer = issuer,
            CreatedAt = Noon,
        };
        await Node.Invitations.AddAsync(invitation, RandomNumberGenerator.GetBytes(32), Cancellation);
        var mail = MailOf() with { TeamId = team, Kind = MailKind.Invitation, InvitationId = invitation.Id };
        await Mails.AddAsync(mail, Cancellation);
        return (invitation.Id, mail.Id);
    }

    /// <summary>A store of alerts on a node that sends mails.</summary>
    private AlertStore NewAlertStore()
    {
        var options = new MailOptions
        {
            Smtp = new SmtpOptions { Host = "127.0.0.1", Port = 25, Security = SmtpSecurity.None, From = "noreply@example.com" },
            PublicUrl = "https://jusinfer.test",
        };
        var outbox = new Outbox(options, Mails, Node.Get<MailSeal>(), new Signal<MailAdded>(), new ManualTime());
        return new AlertStore(Node.Get<IDbContextFactory<PortalDbContext>>(), TimeProvider.System, new AlertRows(new AlertMails(outbox)));
    }

    private async Task<(UserId UserId, MemberId Id)> AddMemberAsync(TeamId team, Role role, bool isVerified = true, bool isMuted = false)
    {
        var (user, id) = (await AddUserAsync(), MemberId.New(Noon));
        await using var context = Node.OpenContext();
        context.Add(new MemberRow { Id = id, TeamId = team, UserId = user.Value, Role = role, JoinedAt = Noon });
        await context.SaveChangesAsync(Cancellation);
        if (isVerified) await VerifyAsync(user, isMuted);
        return (user, id);
    }

    private async Task VerifyAsync(UserId id, bool isMuted)
    {
        await using var context = Node.OpenContext();
        await context.Users.Where(user => user.Id == id.Value).ExecuteUpdateAsync(
            row => row.SetProperty(user => user.EmailConfirmed, true).SetProperty(user => user.MutesAlerts, isMuted), Cancellation);
    }

    private async Task<OutgoingMail> TakeAsync() => (await Mails.TakeAsync(Noon, Noon.AddMinutes(2), Cancellation)).ShouldNotBeNull();

    private async Task<List<OutgoingMail>> ReadAsync()
    {
        await using var context = Node.OpenContext();
        return await context.Set<OutgoingMail>().AsNoTracking().ToListAsync(Cancellation);
    }

    private async Task<List<MailId>> ListAsync() => [.. (await ReadAsync()).Select(static mail => mail.Id)];

    /// <summary>Removes the mails of earlier tests, which could be due as well.</summary>
    private async Task ClearAsync()
    {
        await using var context = Node.OpenContext();
        await context.Set<OutgoingMail>().ExecuteDeleteAsync(Cancellation);
    }
}

public sealed class MailStoreOnSqlite(SqliteStore store) : MailStoreContract(store), IClassFixture<SqliteStore>;

public sealed class MailStoreOnPostgres(PostgresStore store) : MailStoreContract(store), IClassFixture<PostgresStore>;
