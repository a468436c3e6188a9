namespace Grainwatch.Pipes.Templates.Functions;

/// <summary>Ways for a template to refuse a request.</summary>
static class ErrorFunctions
{
    public static void AddTo(Dictionary<string, Func<FunctionCall, Value>> functions)
    {
        functions["error"] = call => throw Error(call.Require(0, "message"), 400);
        functions["custom_error"] = call => throw Error(call.Require(0, "error"), Status(call));
    }

    static int Status(FunctionCall call) => call.Find(1, "code")?.Untyped switch
    {
        null or Value.Null or Value.Absent => 400,
        Value.Integer { Number: var code } when code >= 400 && code <= 599 => (int)code,
        var other => throw new TemplateException($"custom_error() takes a status from 400 to 599, got {other.Shown}."),
    };

    static CustomErrorException Error(Value value, int status) =>
        new(value.Shown, status, value is Value.Dict or Value.List ? JsonValues.Write(value)!.ToJsonString() : null);
}
