using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared.Kit;

namespace JusInfer.Portal.Components.Developer.Filters;

/// <summary>A field that filters calls by a dimension.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Value">What is chosen; null for all.</param>
/// <param name="Options">What can be chosen.</param>
/// <param name="IsText">Whether something else can be typed.</param>
/// <param name="IsShort">Whether the options are few and known.</param>
public sealed record FilterField(string Name, string Label, string? Value, ImmutableArray<ComboOption> Options, bool IsText, bool IsShort);
