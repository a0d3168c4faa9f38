using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Lists the sessions of the signed-in person and ends one, all others or all of them, with the apps that are connected.</summary>
public sealed partial class SessionList
{
    private const string Everywhere = "all";
    private const string Elsewhere = "others";

    private ImmutableArray<SignInSession> live = [];
    private ImmutableArray<TeamMembership> teams = [];

    /// <summary>The id of the session to end, all or others.</summary>
    [SupplyParameterFromForm(Name = "session", FormName = "sessions")]
    private string? Chosen { get; set; }

    [Inject]
    private SignInSessions Sessions { get; set; } = default!;

    [Inject]
    private TeamMemberships Teams { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        live = [.. (await Sessions.ListAsync(Claims.User, Aborted)).Where(static session => session.Grant is null)];
        teams = await Teams.ListAsync(Claims.User, Aborted);
    }

    /// <summary>The name of the team that a session acts for, if the person is in several.</summary>
    private string? TeamOf(SignInSession session) => teams.Length < 2 ? null : teams.FirstOrDefault(membership => membership.Team.Id == session.Team)?.Team.Name;

    private static string LabelOf(SignInSession session) =>
        $"End the session of {DeviceDescriptions.Of(session.Origin.Device)} since {DateFormat.Second(session.StartedAt)} UTC";

    private async Task EndAsync()
    {
        if (Chosen == Everywhere) await Sessions.EndAllAsync(Claims.User, Aborted);
        else if (Chosen == Elsewhere) await Sessions.EndOthersAsync(Claims, Aborted);
        else if (SignInSessionId.TryParse(Chosen, CultureInfo.InvariantCulture, out var session)) await Sessions.EndAsync(Claims with { Session = session }, Aborted);
        Navigation.NavigateTo(await Sessions.IsLiveAsync(Claims, Aborted) ? "/account" : "/login");
    }
}
