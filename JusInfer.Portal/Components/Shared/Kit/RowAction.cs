using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>What can be done with a row of a table.</summary>
/// <param name="Name">The text in the menu of the row.</param>
/// <param name="Label">The same with the row, for screen readers: it begins with the text.</param>
/// <param name="Run">Does it.</param>
/// <param name="IsDangerous">Whether it takes something away.</param>
public sealed record RowAction(string Name, string Label, EventCallback Run, bool IsDangerous = false);
