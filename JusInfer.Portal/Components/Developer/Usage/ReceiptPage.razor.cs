using JusInfer.Portal.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The receipt of one call: everything that its usage record contains.</summary>
public sealed partial class ReceiptPage
{
    private CallReceipt? receipt;

    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private ReceiptReader Receipts { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    protected override async Task OnInitializedAsync()
    {
        var requestAborted = Http?.RequestAborted ?? CancellationToken.None;
        var signedIn = await Resolver.ResolveAsync((await Authentication).User, requestAborted);
        if (signedIn is not null && RequestId.TryParse(Id, out var id)) receipt =
            await Receipts.FindAsync(signedIn.Member, signedIn.IsOperator, id, requestAborted);
        if (receipt is null) Navigation.NotFound();
    }
}
