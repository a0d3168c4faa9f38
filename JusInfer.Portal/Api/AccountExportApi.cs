using System.Security.Claims;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Net.Http.Headers;

namespace JusInfer.Portal.Api;

/// <summary>The download of the account page. A browser requests it, so it takes the session cookie and not an access token.</summary>
internal static class AccountExportApi
{
    public const string Path = "/account/export.json";

    internal static void MapAccountExport(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, ExportAsync)
        .RequireAuthorization(static policy => policy.AddAuthenticationSchemes(Schemes.Pages).RequireAuthenticatedUser())
        .ExcludeFromDescription();

    private static async Task<Results<Ok<AccountExportView>, ForbidHttpResult>> ExportAsync(
        ClaimsPrincipal principal, HttpResponse response, UserManager<PortalUser> users, EmailChanges changes, SignInSessions sessions, IPasskeyStore passkeys, ILinkedIdentityStore identities, ITenancyStore tenancy, IKeyStore keys,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (SignInClaims.From(principal) is not { } me || await users.FindByIdAsync(me.User.Value.ToString()) is not { } user) return TypedResults.Forbid();
        var (teams, now) = (new List<ExportedTeamView>(), time.GetUtcNow());
        foreach (var member in await tenancy.ListMembershipsAsync(me.User, cancellationToken))
        {
            var team = await tenancy.FindTeamAsync(member.TeamId, cancellationToken);
            var held = (await keys.ListAsync(member.TeamId, cancellationToken)).Where(key => key.HolderId == member.Id);
            teams.Add(new ExportedTeamView(
                member.TeamId.ToString(), team?.Name ?? "", member.Role, member.JoinedAt.UtcDateTime,
                [.. held.Select(key => KeyView.From(key, now))]));
        }

        var change = await changes.FindAsync(user, cancellationToken);
        var live = await sessions.ListAsync(me.User, cancellationToken);
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers[HeaderNames.ContentDisposition] = "attachment; filename=jusinfer-account.json";
        return TypedResults.Ok(new AccountExportView(
            time.GetUtcNow().UtcDateTime,
            new ExportedAccountView(
                user.UserId.ToString(), user.Email ?? "", user.EmailConfirmed, change is null ? null : EmailChangeView.From(change), !user.MutesAlerts, user.CreatedAt.UtcDateTime),
            [.. live.Select(session => SignInSessionView.From(session, me.Session))],
            [.. (await passkeys.ListAsync(me.User, cancellationToken)).Select(static passkey => new ExportedPasskeyView(passkey.Text, passkey.Name, passkey.CreatedAt.UtcDateTime))],
            [.. (await identities.ListAsync(me.User, cancellationToken)).Select(static link => new ExportedIdentityView(link.Issuer, link.Subject, link.Name))],
            teams));
    }
}
