using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The turns of a conversation as the call's endpoint accepts them.</summary>
internal static class AcceptedTurns
{
    public static ImmutableArray<Turn> Of(Conversation conversation, Call call)
    {
        if (EndpointRules.From(call.Target.Endpoint.Provider).AcceptsSystemAnywhere) return conversation.Turns;
        var arranged = InstructionOrder.Arrange(conversation.Turns);
        if (arranged != conversation.Turns) call.Attempt.Adjusted |= Adjustments.SystemMessages;
        return arranged;
    }
}
