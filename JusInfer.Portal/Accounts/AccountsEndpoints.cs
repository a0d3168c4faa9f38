using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Antiforgery;

namespace JusInfer.Portal.Accounts;

/// <summary>The requests of browsers that Blazor's pages do not handle.</summary>
internal static class AccountsEndpoints
{
    internal static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/account/sign-out", SignOutAsync).ExcludeFromDescription();
        endpoints.MapPost("/account/switch-team", SwitchTeamAsync).ExcludeFromDescription();
        endpoints.MapExternalSignIn();
        return endpoints;
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SignIn signIn)
    {
        if (SignInClaims.From(http.User) is null) return Results.LocalRedirect("/login"); // Another tab has signed out.
        if (!await antiforgery.IsRequestValidAsync(http))
            return Results.Text(
                "This form is out of date. Go back, reload the page and sign out again.", statusCode: StatusCodes.Status400BadRequest);
        await signIn.EndSessionAsync(http.User, http.RequestAborted);

        // Also where the page's circuit goes when its session ends, which can overtake this redirect.
        return Results.LocalRedirect("/login");
    }

    private static async Task<IResult> SwitchTeamAsync(HttpContext http, IAntiforgery antiforgery, TeamMemberships teams)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return Results.Text("This form is out of date. Go back, reload the page and switch again.", statusCode: StatusCodes.Status400BadRequest);
        if (SignInClaims.From(http.User) is not { } claims) return Results.LocalRedirect("/login");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return TeamId.TryParse(form["team"], out var team) && await teams.SwitchAsync(claims, team, http.RequestAborted)
            ? Results.LocalRedirect(ReturnUrl.Local(form["returnUrl"]))
            : Results.LocalRedirect("/account/teams?refused=true");
    }
}
