using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// Arranges the turns for an endpoint that accepts one system message, at the start. The leading ones become one. Later ones become user
/// text in their place, so that the prefix of the prompt stays stable, but never between a call and its result.
/// </summary>
internal static class InstructionOrder
{
    /// <returns>The same turns if they are in this order.</returns>
    public static ImmutableArray<Turn> Arrange(ImmutableArray<Turn> turns)
    {
        var leading = 0;
        while (leading < turns.Length && IsInstruction(turns[leading])) leading++;
        if (leading <= 1 && !turns.Skip(leading).Any(IsInstruction)) return turns;
        var arranged = ImmutableArray.CreateBuilder<Turn>(turns.Length);
        if (leading > 0) arranged.Add(Merge(turns[..leading]));
        List<Turn> waiting = [];
        for (var i = leading; i < turns.Length; i++)
        {
            if (IsInstruction(turns[i]))
            {
                waiting.Add(turns[i] with { Role = TurnRole.User });
                continue;
            }

            // Results come before what is between them and their calls.
            if (!HasResult(turns[i])) Release(waiting, arranged);
            arranged.Add(turns[i]);
        }

        Release(waiting, arranged);
        return arranged.ToImmutable();
    }

    private static void Release(List<Turn> waiting, ImmutableArray<Turn>.Builder arranged)
    {
        arranged.AddRange(waiting);
        waiting.Clear();
    }

    private static Turn Merge(ImmutableArray<Turn> leading) => leading[0] with
    {
        Role = TurnRole.System,
        Parts = Join([.. leading.SelectMany(static turn => turn.Parts)]),
    };

    /// <summary>Joins texts by blank lines, unless one ends a part of the prompt that is cached.</summary>
    private static ImmutableArray<Part> Join(ImmutableArray<Part> parts) =>
        parts.All(static part => part is Part.Text { CacheControl: null })
            ? [new Part.Text(JsonText.Join([.. parts.Cast<Part.Text>().Select(static part => part.Value)]))]
            : parts;

    private static bool HasResult(Turn turn) => turn.Parts.Any(static part => part is Part.ToolResult);

    private static bool IsInstruction(Turn turn) => turn.Role is TurnRole.System or TurnRole.Developer;
}
