using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Layout;

/// <summary>The frame of the developer area for a signed-in member, and that of public pages for others.</summary>
public sealed partial class MemberFrame
{
    private SignedIn? signedIn;

    /// <summary>Each frame would have the page anew: until it is known which one it is, there is none.</summary>
    private bool isKnown;

    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        signedIn = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None);
        isKnown = true;
    }
}
