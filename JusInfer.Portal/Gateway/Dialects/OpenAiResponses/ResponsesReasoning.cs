using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>How much the target model is to reason, in the form that it accepts in the Responses API.</summary>
/// <param name="Member">
/// The effort, which is a member of <c>reasoning</c>, or another member of the request; null if it must have none.
/// </param>
/// <param name="IsKnown">The form of the model is known. Otherwise the member is what most endpoints accept.</param>
internal readonly record struct ResponsesReasoning(ReasoningMember? Member, bool IsKnown)
{
    /// <param name="target">The target of the request.</param>
    /// <param name="requested">The client's effort; null if it has set none.</param>
    public static ResponsesReasoning For(RouteTarget target, Effort? requested)
    {
        var endpoint = target.Endpoint;
        if (OpenAiGeneration.From(endpoint.Model) is { } openAi)
            return new(openAi.EffortName(requested) is { } name ? ReasoningMember.Of(name) : null, IsKnown: true);
        if (!target.Model.Has(Capabilities.Reasoning)) return new(null, EndpointRules.From(endpoint.Provider).RejectsUnknownFields);
        if (ReasoningControl.From(endpoint) is { } control) return new(control.MemberFor(requested), IsKnown: true);
        return new(
            requested is { } effort ? ReasoningMember.Of(EffortMapping.NameOf(effort == Effort.Max ? Effort.XHigh : effort)) : null,
            IsKnown: false);
    }

    /// <summary>What switches the reasoning off for the target, or comes closest; if its form is unknown, OpenAI's.</summary>
    public static ResponsesReasoning Off(RouteTarget target) => For(target, Effort.None);

    /// <summary>The model has another effort than the requested one. Another form of the same is no change.</summary>
    public bool Changes(Effort requested) =>
        IsKnown && Member is null or { IsEffort: true } && Member != ReasoningMember.Of(EffortMapping.NameOf(requested));
}
