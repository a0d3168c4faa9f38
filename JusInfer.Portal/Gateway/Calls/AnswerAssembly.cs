namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Decides which answers the provider streams although the client receives them when they are complete. A hung provider is then detected at
/// the first token, and an interrupted answer can be continued or repeated before the client has received any of it.
/// </summary>
internal static class AnswerAssembly
{
    /// <summary>The answer of the call's current target is assembled from a stream.</summary>
    public static bool AppliesTo(Call call) => call.Context.Request.IsSentWhole;
}
