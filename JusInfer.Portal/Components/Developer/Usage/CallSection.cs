using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>A part of a receipt, on its page and in the drawer of the list.</summary>
public abstract class CallSection : ComponentBase
{
    [Parameter, EditorRequired]
    public CallReceipt Receipt { get; set; } = default!;

    private protected UsageRecord Call => Receipt.Call;
}
