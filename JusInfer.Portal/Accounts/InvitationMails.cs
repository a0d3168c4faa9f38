using JusInfer.Portal.Mail;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Accounts;

/// <summary>Mails invitations, if the person who invites has a verified address: others could send mails to strangers through this installation.</summary>
internal sealed class InvitationMails(Outbox outbox, MailLimiter limiter, IOperatorStore accounts, ITenancyStore tenancy)
{
    /// <summary>The page that a mailed invitation opens.</summary>
    public const string Path = "/invitation";

    /// <summary>Mails the link of an invitation, which has been shown to the person who invites.</summary>
    /// <returns>Whether it is on its way.</returns>
    public async Task<bool> SendAsync(Member actor, IssuedInvitation issued, CancellationToken cancellationToken)
    {
        if (!outbox.IsEnabled || !await accounts.HasVerifiedEmailAsync(actor.UserId, cancellationToken)) return false;
        if (limiter.Count(MailKind.Invitation, actor.UserId, issued.Invitation.Email) is not null) return false;
        if (await tenancy.FindTeamAsync(actor.TeamId, cancellationToken) is not { } team) return false;
        await outbox.AddAsync(MailTo(actor, team, issued), cancellationToken);
        return true;
    }

    /// <summary>The link for the person who invites. It has a token, and a request can name any host.</summary>
    /// <param name="issued">The invitation.</param>
    /// <param name="origin">Scheme, host and port of the request, for a portal without <c>Portal:PublicUrl</c>.</param>
    public string LinkOf(IssuedInvitation issued, string origin) => InviteLink.To(outbox.PublicUrl ?? origin, issued.Token);

    private MailDraft MailTo(Member actor, Team team, IssuedInvitation issued) => new()
    {
        Kind = MailKind.Invitation,
        To = issued.Invitation.Email,
        Lifetime = Invitation.Lifetime,
        TeamId = team.Id,
        MemberId = actor.Id,
        InvitationId = issued.Invitation.Id,
        Content = new MailContent
        {
            Subject = "Invitation to a team on JusInfer",
            Paragraphs =
            [
                $"{actor.Email} invites you to {NameOf(team)} on JusInfer at {outbox.Origin}.",
                $"Open the link below to join with the address {issued.Invitation.Email}. It works once, and for seven days.",
            ],
            Link = new MailLink("Join the team", $"{outbox.Origin}{Path}#{issued.Token.Reveal()}"),
            Footer = $"You receive this mail because {actor.Email} entered your address. If you do not know this person, ignore it.",
        },
    };

    /// <summary>A name that mail programs would turn into a link is left out.</summary>
    private static string NameOf(Team team) => team.Name.AsSpan().ContainsAny("/.@") ? "their team" : $"the team “{team.Name}”";
}
