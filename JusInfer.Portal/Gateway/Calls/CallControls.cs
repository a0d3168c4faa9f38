using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The control headers of a request.</summary>
internal sealed record CallControls
{
    public const string ResumeHeader = "X-JusInfer-Resume";
    public const string ToolArgumentsHeader = "X-JusInfer-Tool-Args";
    public const string ChaosHeader = "X-JusInfer-Chaos";

    public const string RunBudgetHeader = "X-JusInfer-Run-Budget";

    public static readonly CallControls Default = new();

    /// <summary>The most that all calls of the run tree may cost: <c>X-JusInfer-Run-Budget: 2.00</c>, in USD.</summary>
    public NanoUsd? RunBudget { get; init; }

    /// <summary>An interrupted stream may be resumed on another endpoint. <c>X-JusInfer-Resume: off</c> disables it.</summary>
    public bool MayResume { get; init; } = true;

    /// <summary>Tool calls are streamed as they arrive instead of buffered until complete: <c>X-JusInfer-Tool-Args: stream</c>.</summary>
    public bool StreamsToolArguments { get; init; }

    /// <summary>The faults to inject: <c>X-JusInfer-Chaos: cut@2000</c>. Always empty unless the key is a sandbox key.</summary>
    public ImmutableArray<InjectedFault> InjectedFaults { get; init; } = [];

    /// <summary>
    /// Reads the headers without allocating if there are none. An invalid value is an error rather than ignored, because the client relies
    /// on the header's effect.
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
            if (!key.Terms.Sandbox) return ControlHeaderErrors.NoSandboxKey;
            var (faults, invalidItem) = InjectedFaultSyntax.Read(chaos.ToString());
            if (invalidItem is not null) return ControlHeaderErrors.Chaos(invalidItem);
            if (faults.Length > InjectedFaultSyntax.MaxFaults) return ControlHeaderErrors.TooManyFaults(faults.Length);
            controls = controls with { InjectedFaults = faults };
        }

        if (headers.TryGetValue(RunBudgetHeader, out var budget))
        {
            if (!UsdText.TryParse(budget.ToString(), out var amount)) return ControlHeaderErrors.RunBudget(budget.ToString());
            controls = controls with { RunBudget = amount };
        }

        return controls;
    }
}
