using System.Reflection;
using System.Reflection.Emit;
using JusInfer.Portal.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Access;

/// <summary>
/// Which methods of services the portal's components call, read from the instructions of the built assembly: those of components, their base classes, and what the compiler
/// generates for their async methods and lambdas.
/// </summary>
internal static class ComponentCalls
{
    private const string Components = "JusInfer.Portal.Components";
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(static field => field.GetValue(null)).OfType<OpCode>().ToDictionary(static code => code.Value);

    /// <summary>
    /// The calls of services that the container has, as <c>Service.Method</c>, except those of the components' own services. A method with overloads has its parameters too, as
    /// they can do different things.
    /// </summary>
    public static IEnumerable<string> To(IServiceProviderIsService services) =>
        from type in typeof(Program).Assembly.GetTypes()
        where type.Namespace?.StartsWith(Components, StringComparison.Ordinal) is true
        from method in type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own))
        from called in CallsIn(method)
        let service = called.DeclaringType!
        where IsOwn(service) && service.Namespace?.StartsWith(Components, StringComparison.Ordinal) is false
            && !called.IsSpecialName && !called.IsStatic && services.IsService(service)
        select $"{NameOf(service)}.{called.Name}{(IsOverloaded(called) ? $"({string.Join(", ", ParametersOf(called))})" : null)}";

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    private static bool IsOverloaded(MethodBase method) =>
        method.DeclaringType!.GetMethods(BindingFlags.Instance | BindingFlags.Public).Count(other => other.Name == method.Name && other.DeclaringType == method.DeclaringType) > 1;

    private static IEnumerable<string> ParametersOf(MethodBase method) =>
        method.GetParameters().Select(static parameter => parameter.ParameterType).Where(static type => type != typeof(CancellationToken)).Select(NameOf);

    /// <summary>Whether a type is one of the portal, or one of the framework about accounts of the portal.</summary>
    private static bool IsOwn(Type type) => type.Assembly == typeof(Program).Assembly || Array.Exists(type.GetGenericArguments(), static argument => argument == typeof(PortalUser));

    private static IEnumerable<MethodBase> CallsIn(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        var (types, arguments) = (method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : []);
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[++at])) : code[at];
            var opcode = OpCodesByValue[value];
            at++;
            if (opcode.OperandType is OperandType.InlineMethod && method.Module.ResolveMethod(BitConverter.ToInt32(code, at), types, arguments) is { DeclaringType: not null } called)
                yield return called;
            at += opcode.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => sizeof(byte),
                OperandType.InlineVar => sizeof(short),
                OperandType.InlineI8 or OperandType.InlineR => sizeof(long),
                OperandType.InlineSwitch => (1 + BitConverter.ToInt32(code, at)) * sizeof(int),
                _ => sizeof(int),
            };
        }
    }
}
