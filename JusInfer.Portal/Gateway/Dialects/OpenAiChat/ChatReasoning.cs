using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// How much the target model is to reason, in the form that it accepts: a client of an automatically selected model cannot know it.
/// </summary>
/// <param name="Level">The effort that the request may have; null for the model's default.</param>
/// <param name="Member">The member of the request; null if it must have none.</param>
/// <param name="IsKnown">The form of the model is known. Otherwise the member is what most engines accept.</param>
internal readonly record struct ChatReasoning(Effort? Level, ReasoningMember? Member, bool IsKnown)
{
    /// <param name="target">The target of the request.</param>
    /// <param name="requested">The client's effort; null if it has set none.</param>
    /// <param name="hasTools">The request has tools.</param>
    public static ChatReasoning For(RouteTarget target, Effort? requested, bool hasTools)
    {
        var (endpoint, rules) = (target.Endpoint, EndpointRules.From(target.Endpoint.Provider));
        if (OpenAiGeneration.From(endpoint.Model) is { } openAi)
        {
            var level = hasTools && rules.IsOpenAi ? openAi.EffortWithTools(requested) : requested;
            return new(level, openAi.EffortName(level) is { } name ? ReasoningMember.Of(name) : null, IsKnown: true);
        }

        if (!target.Model.Has(Capabilities.Reasoning)) return new(requested, Member: null, rules.RejectsUnknownFields);
        return ReasoningControl.From(endpoint) is { } control
            ? new(requested, control.MemberFor(requested), IsKnown: true)
            : new(requested, Usual(requested), IsKnown: false);
    }

    /// <summary>
    /// What switches the reasoning off for the target; if its form is unknown, that of the vendors whose models require earlier reasoning.
    /// </summary>
    public static ChatReasoning Off(RouteTarget target, bool hasTools)
    {
        var off = For(target, Effort.None, hasTools);
        return off.IsKnown ? off : off with { Member = ReasoningControl.ThinkingDisabled, IsKnown = true };
    }

    /// <summary>Whether a field of a vendor switches reasoning off: <c>thinking</c>, <c>enable_thinking</c> or <c>reasoning</c>.</summary>
    /// <param name="value">The value of the field.</param>
    public static bool SwitchesOff(ReadOnlySpan<byte> value)
    {
        var field = JsonElement.Parse(value, JsonDepth.DocumentOptions);
        return field.ValueKind == JsonValueKind.False || (field.ValueKind == JsonValueKind.Object
            && (Is(field, "type", "\"disabled\""u8) || Is(field, "effort", "\"none\""u8) || Is(field, "enabled", "false"u8)));
    }

    /// <summary>The tokens of the budget in a field of a vendor, and where their digits are; null if it has none.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="value">The value of the field.</param>
    public static (int Tokens, Range Digits)? BudgetIn(ReadOnlySpan<byte> body, Range value)
    {
        var json = new JsonCursor(body[value]);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) return null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isBudget = json.ValueTextEquals("max_tokens"u8) || json.ValueTextEquals("budget_tokens"u8);
            json.Read();
            if (isBudget && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var tokens))
                return (tokens, (value.Start.Value + json.TokenStartIndex)..(value.Start.Value + json.BytesConsumed));
            json.Skip();
        }

        return null;
    }

    private static bool Is(JsonElement value, string name, ReadOnlySpan<byte> json) =>
        value.TryGetProperty(name, out var field) && JsonMarshal.GetRawUtf8Value(field).SequenceEqual(json);

    /// <summary>The model has another effort than the requested one. Another form of the same is no change.</summary>
    public bool Changes(Effort? requested) =>
        IsKnown && requested is { } effort && Member is null or { IsEffort: true }
        && Member != ReasoningMember.Of(EffortMapping.NameOf(effort));

    private static ReasoningMember? Usual(Effort? effort) => effort switch
    {
        null or Effort.None => null,
        <= Effort.Low => ReasoningMember.Of("low"),
        Effort.Medium => ReasoningMember.Of("medium"),
        _ => ReasoningMember.Of("high"),
    };
}
