using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Lists the OAuth clients that act for the signed-in person, and disconnects them.</summary>
public sealed partial class ConnectedApps
{
    private ImmutableArray<(SignInSession App, OAuthGrant Grant, string Team)> apps = [];

    [SupplyParameterFromForm(Name = "session", FormName = "apps")]
    private string? Chosen { get; set; }

    [Inject]
    private SignInSessions Sessions { get; set; } = default!;

    [Inject]
    private TeamMemberships Teams { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        var teams = await Teams.ListAsync(Claims.User, Aborted);
        apps =
        [
            .. from session in await Sessions.ListAsync(Claims.User, Aborted)
               where session.Grant is not null
               let team = teams.FirstOrDefault(membership => membership.Team.Id == session.Team)?.Team.Name
               select (session, session.Grant!, team ?? "a team that you have left"),
        ];
    }

    private async Task DisconnectAsync()
    {
        if (SignInSessionId.TryParse(Chosen, CultureInfo.InvariantCulture, out var session)) await Sessions.EndAsync(Claims with { Session = session }, Aborted);
        Navigation.NavigateTo("/account");
    }
}
