package ciel.kernels.tornado;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a kernel for TornadoVM may not be written with: what its compiler refuses, or compiles to wrong numbers without a
 * word (seen with 5.2.0 on OpenCL). Read from the bytecode, so that nothing written in a new way slips through.
 */
final class KernelRules {
    /** Operations, and why not. */
    private static final Map<Opcode, String> OPERATIONS = Map.ofEntries(
            Map.entry(Opcode.IUSHR, ">>> shifts the sign in"),
            Map.entry(Opcode.LUSHR, ">>> shifts the sign in"),
            Map.entry(Opcode.F2L, "a float becomes a long by way of an int"),
            Map.entry(Opcode.D2L, "a double becomes a long by way of an int"),
            Map.entry(Opcode.D2I, "kernels compute in float"),
            Map.entry(Opcode.FREM, "% of floats is refused"),
            Map.entry(Opcode.DREM, "% of floats is refused"),
            Map.entry(Opcode.IREM, "% of negative numbers differs"),
            Map.entry(Opcode.ATHROW, "exceptions are refused"),
            Map.entry(Opcode.NEW, "objects are refused"),
            Map.entry(Opcode.INVOKEDYNAMIC, "objects are refused"),
            Map.entry(Opcode.INVOKEVIRTUAL, "objects are refused"),
            Map.entry(Opcode.INVOKEINTERFACE, "objects are refused"));
    /** Calls beside those of other kernels. */
    private static final Set<String> CALLS = Set.of(
            "java/lang/Math.min(FF)F",
            "java/lang/Math.max(FF)F",
            "java/lang/Math.min(II)I",
            "java/lang/Math.max(II)I",
            "java/lang/Math.abs(F)F",
            "java/lang/Integer.bitCount(I)I");
    /** Names that OpenCL has already. */
    private static final Set<String> TAKEN = Set.of(
            "kernel",
            "global",
            "local",
            "constant",
            "fma",
            "mad",
            "clamp",
            "select",
            "sign",
            "step",
            "mix",
            "floor",
            "rint",
            "round",
            "sin",
            "cos",
            "exp",
            "log",
            "pow",
            "sqrt",
            "min",
            "max",
            "abs",
            "dot",
            "cross",
            "length");

    private static final String PACKAGE = "ciel/kernels/tornado/";
    private static final int LARGEST_ARRAY = 16;

    /** The class whose methods multiply and negate floats, and know both ways of a fused multiply-add. */
    private static final String ARITHMETIC = PACKAGE + "KernelMath";

    private final String type;
    private final String method;
    private final List<CodeElement> code;
    private final List<String> found = new ArrayList<>();

    private KernelRules(String type, MethodModel method, CodeModel code) {
        this.type = type;
        this.method = method.methodName().stringValue();
        this.code = code.elementList().stream()
                .filter(e -> !(e instanceof LineNumber || e instanceof LocalVariable))
                .toList();
    }

    /** @return what the methods of a class do that they may not, as "method: why" */
    static List<String> broken(Class<?> type) {
        ClassModel model = ClassFile.of().parse(bytes(type));
        List<String> all = new ArrayList<>();
        for (MethodModel method : model.methods()) {
            String name = method.methodName().stringValue();
            if (!name.startsWith("<") && method.code().isPresent()) {
                KernelRules rules = new KernelRules(
                        model.thisClass().asInternalName(),
                        method,
                        method.code().get());
                rules.check();
                all.addAll(rules.found);
            }
        }
        return all;
    }

    private static byte[] bytes(Class<?> type) {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    private void refuse(String why) {
        found.add(method + ": " + why);
    }

    private void check() {
        if (TAKEN.contains(method)) {
            refuse("OpenCL has a function of this name");
        }
        for (int at = 0; at < code.size(); at++) {
            if (code.get(at) instanceof java.lang.classfile.Instruction instruction) {
                operation(at, instruction);
            }
        }
        loops();
        loopsOfBothBranches();
        compoundValues();
    }

    private void operation(int at, java.lang.classfile.Instruction instruction) {
        String why = OPERATIONS.get(instruction.opcode());
        if (why != null) {
            refuse(why);
        }
        boolean arithmetic = type.equals(ARITHMETIC);
        switch (instruction.opcode()) {
            case FMUL -> refuseUnless(arithmetic, "a product outside of KernelMath may be fused with a sum");
            case FNEG -> refuseUnless(arithmetic, "a negation outside of KernelMath turns a sum into a difference");
            case DMUL, DADD, DSUB, DDIV -> refuse("kernels compute in float");
            case FDIV -> refuse("division is not rounded correctly on every device");
            case IDIV, LDIV ->
                refuseUnless(
                        !(code.get(at - 1) instanceof ConstantInstruction),
                        "a negative number divided by a power of two is rounded the wrong way");
            default -> {}
        }
        if (instruction.opcode() == Opcode.LCMP && isUnsigned(at - 1)) {
            int before = at - 4;
            while (before > 2 && !(code.get(before) instanceof BranchInstruction) && !isUnsigned(before)) {
                before--;
            }
            refuseUnless(!isUnsigned(before), "unsigned ints are compared as if the second were positive");
        }
        switch (instruction) {
            case InvokeInstruction call -> call(call);
            case FieldInstruction field ->
                refuseUnless(
                        arithmetic && field.name().equalsString("DEVICE"),
                        "fields are refused, static arrays above all");
            case NewPrimitiveArrayInstruction array ->
                refuseUnless(
                        code.get(at - 1) instanceof ConstantInstruction size
                                && ((Number) size.constantValue()).intValue() <= LARGEST_ARRAY,
                        "a large private array ends the process");
            default -> {}
        }
    }

    /** @return whether an int is turned into its unsigned value here: (long) x &amp; 0xFFFFFFFF */
    private boolean isUnsigned(int at) {
        return at >= 2
                && code.get(at) instanceof java.lang.classfile.Instruction and
                && and.opcode() == Opcode.LAND
                && code.get(at - 1) instanceof ConstantInstruction mask
                && mask.constantValue().equals(0xFFFFFFFFL)
                && code.get(at - 2) instanceof java.lang.classfile.Instruction widened
                && widened.opcode() == Opcode.I2L;
    }

    private void call(InvokeInstruction call) {
        String name = call.name().stringValue();
        String owner = call.owner().asInternalName();
        String whole = owner + "." + name + call.type().stringValue();
        boolean fused = type.equals(ARITHMETIC) && method.equals("fused") && whole.equals("java/lang/Math.fma(FFF)F");
        refuseUnless(owner.startsWith(PACKAGE) || CALLS.contains(whole) || fused, "a call of " + owner + "." + name);
        refuseUnless(!(owner.equals(type) && name.equals(method)), "recursion");
    }

    private void refuseUnless(boolean allowed, String why) {
        if (!allowed) {
            refuse(why);
        }
    }

    private int place(Label label) {
        for (int at = 0; at < code.size(); at++) {
            if (code.get(at) instanceof LabelTarget target && target.label().equals(label)) {
                return at;
            }
        }
        throw new IllegalStateException("no label " + label);
    }

    /** A loop is left at one place only, which is its first branch, and not by a return. */
    private void loops() {
        for (int end = 0; end < code.size(); end++) {
            if (code.get(end) instanceof BranchInstruction back && place(back.target()) < end) {
                int begin = place(back.target());
                int exits = 0;
                int branches = 0;
                for (int at = begin; at <= end; at++) {
                    if (code.get(at) instanceof ReturnInstruction) {
                        exits += 2;
                    } else if (code.get(at) instanceof BranchInstruction out && leaves(out, begin, end)) {
                        exits++;
                        refuseUnless(branches == 0, "a loop with a condition of several parts, or left in its middle");
                    }
                    branches += code.get(at) instanceof BranchInstruction ? 1 : 0;
                }
                refuseUnless(exits <= 1, "a loop with more than one exit");
            }
        }
    }

    /** Where both branches of a condition end with a loop, what they give is that of the second one. */
    private void loopsOfBothBranches() {
        for (int at = 0; at < code.size(); at++) {
            if (code.get(at) instanceof BranchInstruction condition
                    && condition.opcode() != Opcode.GOTO
                    && place(condition.target()) > at
                    && code.get(place(condition.target()) - 1) instanceof BranchInstruction over
                    && over.opcode() == Opcode.GOTO
                    && place(over.target()) > place(condition.target())) {
                int second = place(condition.target());
                refuseUnless(
                        !(hasLoop(at, second) && hasLoop(second, place(over.target()))),
                        "a loop in each of two branches of a condition");
            }
        }
    }

    private boolean hasLoop(int from, int to) {
        for (int at = from; at < to; at++) {
            if (code.get(at) instanceof BranchInstruction back && place(back.target()) < at
                    || code.get(at) instanceof InvokeInstruction call && callsLoop(call)) {
                return true;
            }
        }
        return false;
    }

    /** @return whether a kernel that is called, and so becomes part of this one, has a loop */
    private boolean callsLoop(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String called = call.name().stringValue();
        if (!owner.startsWith(PACKAGE) || owner.equals(type) && called.equals(method)) {
            return false;
        }
        try {
            return ClassFile.of().parse(bytes(Class.forName(owner.replace('/', '.')))).methods().stream()
                    .filter(each -> each.methodName().equalsString(called)
                            && each.methodType().equalsString(call.type().stringValue()))
                    .map(each -> new KernelRules(owner, each, each.code().orElseThrow()))
                    .anyMatch(rules -> rules.hasLoop(0, rules.code.size()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(owner, e);
        }
    }

    private boolean leaves(BranchInstruction out, int begin, int end) {
        int target = place(out.target());
        return target < begin || target > end;
    }

    /**
     * A condition of two parts that is kept as a number: javac pushes 1 and 0 at two places, which are reached by more
     * than one branch between them.
     */
    private void compoundValues() {
        List<CodeElement> flow = code;
        for (int at = 0; at + 3 < flow.size(); at++) {
            if (constant(flow.get(at)) >= 0
                    && flow.get(at + 1) instanceof BranchInstruction go
                    && go.opcode() == Opcode.GOTO
                    && flow.get(at + 2) instanceof LabelTarget other
                    && constant(flow.get(at + 3)) == 1 - constant(flow.get(at))) {
                int branches = branchesTo(other.label());
                for (int k = at - 1; k >= 0 && flow.get(k) instanceof LabelTarget own; k--) {
                    branches += branchesTo(own.label());
                }
                refuseUnless(branches <= 1, "a condition of several parts that is kept as a value");
            }
        }
    }

    private static int constant(CodeElement element) {
        return element instanceof ConstantInstruction constant
                        && constant.constantValue() instanceof Integer value
                        && (value == 0 || value == 1)
                ? value
                : -1;
    }

    private int branchesTo(Label label) {
        return (int) code.stream()
                .filter(e ->
                        e instanceof BranchInstruction branch && branch.target().equals(label))
                .count();
    }
}
