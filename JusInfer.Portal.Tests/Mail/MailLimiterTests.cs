using JusInfer.Portal.Mail;

namespace JusInfer.Portal.Tests.Mail;

public sealed class MailLimiterTests
{
    [Fact]
    public void An_address_receives_five_mails_an_hour_from_all_accounts_together()
    {
        using var limiter = new MailLimiter();
        string[] spellings = ["victim@example.com", "VICTIM@example.com", "victim+1@example.com", "victim+2@Example.com", "victim@example.com", "victim+3@example.com"];

        var waits = spellings.Select((address, number) => limiter.Count(number % 2 == 0 ? MailKind.Invitation : MailKind.AddressVerification, NewUser(), address)).ToList();

        waits.Take(MailLimiter.MaxPerMailbox).ShouldAllBe(static wait => wait == null);
        waits[^1].ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMinutes(50));
        limiter.Count(MailKind.Invitation, NewUser(), "victim@example.org").ShouldBeNull();
    }

    [Fact]
    public void Spellings_of_an_address_count_as_one()
    {
        using var limiter = new MailLimiter();
        string[] spellings =
        [
            "victim@b\u00FCcher.example", "victim@xn--bcher-kva.example", "Victim@xn--bcher-kva.example.", "victim+1@B\u00FCcher.example",
            "victim@b\u00FCcher\u3002example",
        ];
        spellings.Length.ShouldBe(MailLimiter.MaxPerMailbox);
        foreach (var spelling in spellings) limiter.Count(MailKind.Invitation, NewUser(), spelling).ShouldBeNull();

        limiter.Count(MailKind.Invitation, NewUser(), "victim@xn--bcher-kva.example").ShouldNotBeNull();
    }

    [Fact]
    public void An_account_sends_thirty_invitations_an_hour_and_three_links_to_verify_its_address()
    {
        using var limiter = new MailLimiter();
        var user = NewUser();

        Enumerable.Range(0, 31).Count(number => limiter.Count(MailKind.Invitation, user, $"{number}@example.com") is null).ShouldBe(30);
        Enumerable.Range(0, 4).Count(_ => limiter.Count(MailKind.AddressVerification, user, "ada@example.com") is null).ShouldBe(3);
    }

    private static UserId NewUser() => UserId.New(DateTimeOffset.UnixEpoch);
}
