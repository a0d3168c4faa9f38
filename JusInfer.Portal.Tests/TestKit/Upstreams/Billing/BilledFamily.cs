namespace JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

/// <summary>Whose published rules a scripted provider bills by.</summary>
public enum BilledFamily
{
    OpenAi,
    Claude,
    Gemini,
}
