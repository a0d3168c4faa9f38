using System.Globalization;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Sets one key's rate and monthly cap; answers with what was done, in a sentence.</summary>
public sealed partial class LimitDialog
{
    private string typedRate = "";
    private string typedCap = "";

    /// <summary>The key's id in its written form.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    [Parameter, EditorRequired]
    public string KeyName { get; set; } = "";

    /// <summary>The rate that stands.</summary>
    [Parameter, EditorRequired]
    public int RequestsPerMinute { get; set; }

    /// <summary>The cap that stands, if one does.</summary>
    [Parameter]
    public decimal? MonthlyUsd { get; set; }

    [Inject]
    private ApiKeyService Ring { get; set; } = default!;

    protected override void OnInitialized()
    {
        typedRate = RequestsPerMinute.ToString(CultureInfo.InvariantCulture);
        typedCap = MonthlyUsd is { } usd ? NanoUsd.FromUsd(usd).ToString() : "";
    }

    private async Task SaveAsync()
    {
        var errors = new ValidationErrors();
        var change = new KeyChange
        {
            Rpm = Amounts.ReadWhole(typedRate, "rpm", errors),
            MonthlyCapUsd = Amounts.ReadMoney(typedCap, "monthly_cap_usd", errors),
        };
        var input = new Input<KeyChange>(change, errors);
        var key = KeyId.Parse(Key, CultureInfo.InvariantCulture);
        if (await AskAsync(me => Ring.ChangeAsync(me, key, input, CancellationToken.None)) is { Value: var changed })
            Dialogs.Close(Said(changed.Limits));
    }

    private string Said(KeyLimits limits) =>
        $"{KeyName} may send {Figures.Count(limits.RequestsPerMinute)} requests a "
        + $"minute{(limits.MonthlyCap is { } cap ? $" and spend {Figures.Money(cap)} a month" : "")}.";
}
