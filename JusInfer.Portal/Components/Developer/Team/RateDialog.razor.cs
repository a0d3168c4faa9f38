using System.Globalization;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Sets one key's requests per minute; answers with what was done, in a sentence.</summary>
public sealed partial class RateDialog
{
    private Faults faults = new();
    private string? refusal;
    private string typed = "";

    /// <summary>The key's id in its written form.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Parameter, EditorRequired]
    public string KeyName { get; set; } = "";

    /// <summary>The limit that stands.</summary>
    [Parameter, EditorRequired]
    public int RequestsPerMinute { get; set; }

    [Inject]
    private KeyRing Ring { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override void OnInitialized() => typed = RequestsPerMinute.ToString(CultureInfo.InvariantCulture);

    private string? Fault(string field) => faults[field] is { Count: > 0 } sentences ? sentences.Say(field, "The limit") : null;

    private async Task SaveAsync()
    {
        faults = new Faults();
        refusal = null;
        var rpm = Amounts.ReadWhole(typed, "rpm", faults);
        if (faults.Any) return;

        var who = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None);
        if (who is null || !KeyId.TryParse(Key, out var key))
        {
            refusal = "You are no longer signed in to this team. Reload the page.";
            return;
        }

        switch (await Ring.ChangeAsync(who.Member, key, new KeyChange { RequestsPerMinute = new(rpm) }, CancellationToken.None))
        {
            case Outcome<ApiKey>.Done done: Dialogs.Close($"{KeyName} may send {Figures.Count(done.Value.Limits.RequestsPerMinute)} requests a minute."); break;
            case Outcome<ApiKey>.Invalid invalid: faults = invalid.Faults; break;
            case Outcome<ApiKey>.Forbidden refused: refusal = refused.Reason; break;
            case Outcome<ApiKey>.Missing missing: refusal = missing.Reason; break;
        }
    }
}
