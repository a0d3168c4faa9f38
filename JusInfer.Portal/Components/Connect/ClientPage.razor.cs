using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Articles;
using JusInfer.Portal.Content;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Connect;

/// <summary>
/// The settings of one client, with the address of the request. A signed-in user can mint a key, which the response to that one form shows.
/// An unknown client answers 404 with a list of the clients that exist.
/// </summary>
public sealed partial class ClientPage
{
    private Article? client;
    private MintedKey? minted;
    private string? error;

    /// <summary>The team in which a key is minted; null for strangers.</summary>
    private Team? team;

    [Parameter]
    public string Slug { get; set; } = "";

    [Inject]
    private ContentLibrary Library { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private ApiKeyService KeyService { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    /// <summary>Null only if the page is rendered without a request, as in component tests.</summary>
    [CascadingParameter]
    private HttpContext? Http { get; set; }

    /// <summary>The team that the page named when the person minted.</summary>
    [SupplyParameterFromForm(Name = "team", FormName = "mint")]
    private string? Shown { get; set; }

    private string Origin => Navigation.BaseUri.TrimEnd('/');

    protected override void OnParametersSet()
    {
        client = Library.Current.Find(Section.Connect, Slug);
        if (client is null) Http?.AnswerNotFound();
    }

    protected override async Task OnInitializedAsync() =>
        team = (await Resolver.ResolveAsync((await Authentication).User, Http?.RequestAborted ?? CancellationToken.None))?.Team;

    private async Task MintAsync()
    {
        if (client is null) return;
        var requestAborted = Http?.RequestAborted ?? CancellationToken.None;
        if (await Resolver.ResolveAsync((await Authentication).User, requestAborted) is not { } user)
        {
            Navigation.NavigateTo($"/login?returnUrl={client.Address}");
            return;
        }

        if (Shown != user.Team.Id.ToString())
        {
            error = $"You have switched to the team {user.Team.Name} since you opened this page. Mint again for a key of this team.";
            return;
        }

        var input = new Input<KeyRequest>(new KeyRequest { Name = client.About.Title });
        var result = await KeyService.MintAsync(user.Member, input, requestAborted);
        error = result.Error?.Reason;
        if (result.Error is null) minted = result.Value;
    }
}
