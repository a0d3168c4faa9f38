using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>How a caller wants one call treated, as its control headers say.</summary>
internal sealed record CallControls
{
    public const string ResumeHeader = "X-JusInfer-Resume";
    public const string ToolArgumentsHeader = "X-JusInfer-Tool-Args";
    public const string ChaosHeader = "X-JusInfer-Chaos";

    public static readonly CallControls Default = new();

    /// <summary>An answer that breaks off may be gone on with by another upstream. <c>X-JusInfer-Resume: off</c> forbids it.</summary>
    public bool MayResume { get; init; } = true;

    /// <summary>Tool calls are sent piece by piece as they come, not once they are whole: <c>X-JusInfer-Tool-Args: stream</c>.</summary>
    public bool StreamsToolArguments { get; init; }

    /// <summary>Failures that shall happen to the call: <c>X-JusInfer-Chaos: cut@2000</c>. Empty for any key but a sandbox key.</summary>
    public ImmutableArray<InjectedFault> InjectedFaults { get; init; } = [];

    /// <summary>
    /// Reads the headers; nothing is allocated where there are none. What is not understood is an error: a control that is not heeded is
    /// worse than none.
    /// </summary>
    public static Result<CallControls, GatewayError> Read(IHeaderDictionary headers, ApiKey key)
    {
        var controls = Default;
        if (headers.TryGetValue(ResumeHeader, out var resume))
        {
            if (resume.ToString() is not ("on" or "off")) return ControlHeaderErrors.Resume(resume.ToString());
            if (resume == "off") controls = controls with { MayResume = false };
        }

        if (headers.TryGetValue(ToolArgumentsHeader, out var arguments))
        {
            if (arguments.ToString() is not ("whole" or "stream")) return ControlHeaderErrors.ToolArguments(arguments.ToString());
            if (arguments == "stream") controls = controls with { StreamsToolArguments = true };
        }

        if (headers.TryGetValue(ChaosHeader, out var chaos))
        {
            if (!key.Sandbox) return ControlHeaderErrors.NoSandboxKey;
            var (drills, nonsense) = InjectedFaultSyntax.Read(chaos.ToString());
            if (nonsense is not null) return ControlHeaderErrors.Chaos(nonsense);
            if (drills.Length > InjectedFaultSyntax.MaxInjectedFaults) return ControlHeaderErrors.TooManyDrills(drills.Length);
            controls = controls with { InjectedFaults = drills };
        }

        return controls;
    }
}
