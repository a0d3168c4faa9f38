using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Feedback;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>The measured results by which a model is chosen for a session: the team's own, which owners can reset, then those of the catalog.</summary>
public sealed partial class PriorsSection
{
    private List<ModelPrior>? rows;
    private bool hasOwn;

    [Inject]
    private OwnResults Results { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private protected override async Task LoadAsync(Member me)
    {
        var own = await Results.ReadAsync(me.TenantId, Disposed);
        hasOwn = !own.IsEmpty;
        rows = [.. own, .. Source.Current.Models.SelectMany(static model => model.Priors.Select(prior => new ModelPrior(model.Id, prior)))];
    }

    private async Task ResetAsync()
    {
        var confirmed = await Dialogs.ConfirmAsync(
            "Reset your own results?", "Automatic routing forgets which models completed your tasks. The reports stay on their calls and runs.", "Reset own results");
        if (!confirmed || await ReadMemberAsync() is not { } me) return;
        if (await Results.ResetAsync(me, Disposed) is { } error) Dialogs.NotifyError(error.Reason);
        else Dialogs.NotifySuccess("Your own results are reset.");
        await ReloadAsync();
    }
}
