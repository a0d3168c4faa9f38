using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Asks the signed-in person whether an OAuth client may use the MCP server for them, in the team that the browser acts for.</summary>
public sealed partial class AuthorizePage
{
    private AuthorizationCheck? check;
    private string? error;

    [SupplyParameterFromQuery(Name = "client_id")]
    private string? ClientId { get; set; }

    [SupplyParameterFromQuery(Name = "redirect_uri")]
    private string? RedirectUri { get; set; }

    [SupplyParameterFromQuery(Name = "response_type")]
    private string? ResponseType { get; set; }

    [SupplyParameterFromQuery(Name = "scope")]
    private string? Scope { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "code_challenge")]
    private string? CodeChallenge { get; set; }

    [SupplyParameterFromQuery(Name = "code_challenge_method")]
    private string? CodeChallengeMethod { get; set; }

    [SupplyParameterFromQuery(Name = "resource")]
    private string? Resource { get; set; }

    [SupplyParameterFromForm(Name = "decision", FormName = "authorize")]
    private string? Decision { get; set; }

    /// <summary>The team that the page named when the person decided.</summary>
    [SupplyParameterFromForm(Name = "team", FormName = "authorize")]
    private string? Team { get; set; }

    [SupplyParameterFromForm(Name = "mint", FormName = "authorize")]
    private string? Mint { get; set; }

    [Inject]
    private OAuthAuthorization Authorization { get; set; } = default!;

    private string Issuer => Navigation.BaseUri.TrimEnd('/');

    private AuthorizationRequest Request => new()
    {
        ClientId = ClientId,
        RedirectUri = RedirectUri,
        ResponseType = ResponseType,
        Scope = Scope,
        State = State,
        CodeChallenge = CodeChallenge,
        CodeChallengeMethod = CodeChallengeMethod,
        Resource = Resource,
    };

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        check = Authorization.Check(Request, Issuer);
        if (check is AuthorizationCheck.Ready) AllowRedirects();
    }

    private bool OffersMinting(AuthorizationCheck.Ready ready) => Me!.Member.Role.Manages() && ready.Scopes.Contains(OAuthScopes.MintKeys);

    private async Task DecideAsync()
    {
        if (check is not AuthorizationCheck.Ready ready) return;
        if (Decision != "allow")
        {
            Navigation.NavigateTo(OAuthAuthorization.Deny(Request, ready, Issuer));
            return;
        }

        var team = TeamId.TryParse(Team, out var shown) ? shown : default;
        var result = await Authorization.AllowAsync(Request, ready, Claims, team, Mint == "true", Issuer, Aborted);
        if (result.TryGet(out var address, out var refused)) Navigation.NavigateTo(address);
        else error = refused.Reason;
    }

    /// <summary>
    /// Browsers apply <c>form-action</c> to every redirect after a form, also to those of the client, which lead on to an app or to another
    /// host (PrefectHQ/fastmcp#3369): none of them can be named before. The form itself is posted here.
    /// </summary>
    private void AllowRedirects()
    {
        if (Http is null) return;
        var headers = Http.Response.Headers;
        var policy = headers.ContentSecurityPolicy.ToString();
        headers.ContentSecurityPolicy = policy.Replace(" form-action 'self';", "", StringComparison.Ordinal);
    }
}
