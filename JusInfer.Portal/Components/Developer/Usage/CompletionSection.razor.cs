using System.Globalization;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>Compares the completed tasks of routed sessions with those of the control group.</summary>
public sealed partial class CompletionSection
{
    /// <summary>The completed tasks of routed sessions.</summary>
    [Parameter, EditorRequired]
    public int RoutedOk { get; set; }

    /// <summary>The reported tasks of routed sessions.</summary>
    [Parameter, EditorRequired]
    public int Routed { get; set; }

    [Parameter, EditorRequired]
    public int ControlOk { get; set; }

    [Parameter, EditorRequired]
    public int Control { get; set; }

    /// <summary>The routed tasks with signs of trouble.</summary>
    [Parameter, EditorRequired]
    public int RoutedTrouble { get; set; }

    [Parameter, EditorRequired]
    public int ControlTrouble { get; set; }

    private string Difference => new TaskCompletion(new Proportion(RoutedOk, Routed), new Proportion(ControlOk, Control)).Difference is { } difference
        ? string.Create(CultureInfo.InvariantCulture, $"{Points(difference.Value)} points [{Points(difference.Low)}, {Points(difference.High)}]")
        : $"not enough reports: each group needs {TaskCompletion.MinTasks}";

    private static string ShareOf(int completed, int tasks) =>
        tasks == 0 ? "no reports" : $"{NumberFormat.Percent((double)completed / tasks)} of {NumberFormat.Count(tasks)}";

    private static string TroubleIn(int tasks) => tasks == 0 ? "none with repeated or failing commands" : $"{NumberFormat.Count(tasks)} with repeated or failing commands";

    private static string Points(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
